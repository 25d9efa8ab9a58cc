// SPDX-License-Identifier: Apache-2.0
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// dialing describes how connections are made.
type dialing struct {
	ca         string // file with the trusted CAs
	serverName string
	skew       time.Duration // error of this client's clock
	seen       func(*x509.Certificate)
}

// transport behaves like that of client-go, as the API server uses it for webhooks.
func (d *dialing) transport() (*http.Transport, error) {
	pem, err := os.ReadFile(d.ca)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: no certificates", d.ca)
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS12,
		RootCAs:    pool,
		ServerName: d.serverName,
		Time:       func() time.Time { return time.Now().Add(d.skew) },
		VerifyConnection: func(state tls.ConnectionState) error {
			d.seen(state.PeerCertificates[0])
			return nil
		},
	}
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		TLSClientConfig:     config,
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 25,
		IdleConnTimeout:     90 * time.Second,
		ForceAttemptHTTP2:   true, // offered, although HTTP/1.1 is negotiated
	}, nil
}
