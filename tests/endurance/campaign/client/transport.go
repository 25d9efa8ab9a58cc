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

// dialing: how connections are made.
type dialing struct {
	ca         string // file with the CAs that are trusted
	serverName string
	skew       time.Duration // how far this client's clock goes wrong
	seen       func(*x509.Certificate)
}

// transport has the habits of client-go's, as the API server uses it for webhooks.
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
		ForceAttemptHTTP2:   true, // it is offered; HTTP/1.1 is what is negotiated
	}, nil
}
