// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// loader posts reviews with many workers at once.
//
// A review fails if http.Client.Do returns an error, or if the answer is not exactly the
// expected one.  Nothing is retried here.  net/http itself repeats a request only if a
// pooled connection was dead before the first byte was written; the API server's client
// does the same.
type loader struct {
	url     string
	timeout time.Duration
	pause   time.Duration
	cases   []*reviewCase
	dialing dialing

	mutex     sync.Mutex
	current   *http.Transport     // for the workers that keep connections
	made      uint64              // number of transports so far
	expected  map[string]bool     // policies, one of which is in force
	certs     map[string]struct{} // serial numbers of certificates that were seen
	samples   []sample
	mistakes  []string
	nMistakes map[string]int

	over        chan struct{}
	reviews     atomic.Int64
	failed      atomic.Int64
	connections atomic.Int64
	handshakes  atomic.Int64 // failed handshakes
}

const mistakesShown = 20

func (l *loader) seen(cert *x509.Certificate) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.certs[cert.SerialNumber.String()] = struct{}{}
}

func (l *loader) mistake(kind string, text string) {
	l.failed.Add(1)
	l.remember(kind, text)
}

func (l *loader) remember(kind string, text string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.nMistakes[kind]++
	if len(l.mistakes) < mistakesShown {
		at := time.Now().Format("15:04:05.000000")
		l.mistakes = append(l.mistakes, at+" "+kind+": "+text)
	}
}

func (l *loader) snapshot() (map[string]bool, *http.Transport, uint64) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.expected, l.current, l.made
}

func (l *loader) newTransport() (*http.Transport, error) {
	l.mutex.Lock()
	dialing := l.dialing
	l.mutex.Unlock()
	return dialing.transport()
}

// replace makes new connections with other trust, as the API server does.
func (l *loader) replace() error {
	transport, err := l.newTransport()
	if err != nil {
		return err
	}
	l.mutex.Lock()
	old := l.current
	l.current = transport
	l.made++
	l.mutex.Unlock()
	if old != nil {
		old.CloseIdleConnections()
	}
	return nil
}

func (l *loader) trace() context.Context {
	return httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			if !info.Reused {
				l.connections.Add(1)
			}
		},
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			// net/http cancels a dial if another connection became free meanwhile.
			if err != nil && !errors.Is(err, context.Canceled) {
				l.handshakes.Add(1)
				l.remember("handshake", err.Error())
			}
		},
	})
}

// post returns status and body.
func (l *loader) post(client *http.Client, path string, body []byte) (int, []byte, error) {
	url := l.url + path + "?timeout=10s"
	request, err := http.NewRequestWithContext(l.trace(), "POST", url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, */*")
	request.Header.Set("User-Agent", "kube-apiserver-admission")
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// judge accepts an answer of any policy that was in force at the start or at the end.
func judge(one *reviewCase, verdict string, before, after map[string]bool) bool {
	for _, policies := range []map[string]bool{before, after} {
		for name := range policies {
			if one.Verdicts[name] == verdict {
				return true
			}
		}
	}
	return false
}

func (l *loader) review(client *http.Client, one *reviewCase, uid string) time.Duration {
	before, _, _ := l.snapshot()
	body := one.withUID(uid)
	start := time.Now()
	status, answer, err := l.post(client, one.Path, body)
	took := time.Since(start)
	l.reviews.Add(1)
	if err != nil {
		l.mistake("error", fmt.Sprintf("%s: %v", uid, err))
		return took
	}
	if status != http.StatusOK {
		l.mistake("status", fmt.Sprintf("%d %.200s", status, answer))
		return took
	}
	verdict, err := verdictOf(answer, uid)
	after, _, _ := l.snapshot()
	if err != nil {
		l.mistake("answer", err.Error())
	} else if !judge(one, verdict, before, after) {
		l.mistake("verdict", fmt.Sprintf("%s is %s: %.300s", one.File, verdict, answer))
	}
	return took
}

// work posts reviews; a fresh worker makes a new connection for each.
func (l *loader) work(number int, fresh bool) {
	var samples []sample
	var transport *http.Transport
	made := uint64(0)
	for n := 0; !l.isOver(); n++ {
		_, current, latest := l.snapshot()
		if !fresh {
			transport = current
		} else if made != latest {
			var err error
			if transport, err = l.newTransport(); err != nil {
				fail(err)
			}
			made = latest
		}
		client := &http.Client{Transport: transport, Timeout: l.timeout}
		one := l.cases[(number+n)%len(l.cases)]
		uid := fmt.Sprintf("%08x-0000-4000-8000-%012x", number, n)
		start := time.Now()
		took := l.review(client, one, uid)
		samples = append(samples, sample{start.UnixNano(), int64(took)})
		if fresh {
			transport.CloseIdleConnections()
		}
		l.rest()
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.samples = append(l.samples, samples...)
}

func (l *loader) isOver() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

func (l *loader) rest() {
	select {
	case <-l.over:
	case <-time.After(l.pause):
	}
}

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Split(names, ",") {
		set[name] = true
	}
	return set
}

// command executes "ca FILE", "expect POLICY[,POLICY]" or "count".
func (l *loader) command(words []string) string {
	switch {
	case words[0] == "ca" && len(words) == 2:
		l.mutex.Lock()
		l.dialing.ca = words[1]
		l.mutex.Unlock()
		if err := l.replace(); err != nil {
			return err.Error()
		}
		return "ok"
	case words[0] == "expect" && len(words) == 2:
		l.mutex.Lock()
		defer l.mutex.Unlock()
		l.expected = setOf(words[1])
		return "ok"
	case words[0] == "count":
		text, _ := json.Marshal(map[string]int64{
			"reviews": l.reviews.Load(), "failed": l.failed.Load(),
			"connections": l.connections.Load()})
		return string(text)
	}
	return "no such command: " + strings.Join(words, " ")
}

func load(args []string) {
	l := &loader{certs: map[string]struct{}{}, nMistakes: map[string]int{},
		over: make(chan struct{})}
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	flags.StringVar(&l.url, "url", "", "https://ADDRESS:PORT")
	flags.StringVar(&l.dialing.ca, "ca", "", "file with the CAs")
	flags.StringVar(&l.dialing.serverName, "server-name", "", "whom the certificate must name")
	flags.DurationVar(&l.dialing.skew, "skew", 0, "how far the clock goes wrong")
	flags.DurationVar(&l.timeout, "timeout", 10*time.Second, "for a review")
	flags.DurationVar(&l.pause, "pause", 10*time.Millisecond, "of a worker between reviews")
	workers := flags.Int("workers", 25, "that share kept connections")
	fresh := flags.Int("fresh", 0, "that connect anew for each review")
	cases := flags.String("cases", "", "JSON file: path, file, verdicts of each review")
	expect := flags.String("expect", "", "the policies that may be in force")
	record := flags.String("record", "", "file for start and duration of each review")
	_ = flags.Parse(args)

	var err error
	if l.cases, err = readCases(*cases); err != nil {
		fail(err)
	}
	l.expected = setOf(*expect)
	l.dialing.seen = l.seen
	if err = l.replace(); err != nil {
		fail(err)
	}
	var working sync.WaitGroup
	for i := 0; i < *workers+*fresh; i++ {
		working.Add(1)
		go func(number int) {
			defer working.Done()
			l.work(number, number >= *workers)
		}(i)
	}
	serveCommands(l.command)
	close(l.over)
	working.Wait()
	if err = l.report(*record); err != nil {
		fail(err)
	}
}
