// SPDX-License-Identifier: Apache-2.0
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// replica is a server, with a flag whether it gets new connections.
type replica struct {
	name, address, ops string
	inTurn             bool
	gone               chan struct{}
}

// balancer distributes TCP connections in turn over the replicas that report readiness. A
// change of readiness takes effect `delay` later, because EndpointSlices and kube-proxy
// are late, too.  A connection stays where it is.  If a replica cannot be dialled, the
// connection is lost: no other replica is tried.
type balancer struct {
	delay, probe time.Duration
	mutex        sync.Mutex
	replicas     []*replica
	turn         int
}

func (b *balancer) isReady(client *http.Client, one *replica) bool {
	response, err := client.Get("http://" + one.ops + "/readyz")
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (b *balancer) put(one *replica, inTurn bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	one.inTurn = inTurn
}

// follow polls the readiness of a replica; changes take effect later.
func (b *balancer) follow(one *replica) {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	said := false
	for {
		if ready := b.isReady(client, one); ready != said {
			said = ready
			time.Sleep(b.delay)
			b.put(one, said)
		}
		select {
		case <-one.gone:
			return
		case <-time.After(b.probe):
		}
	}
}

func (b *balancer) next() *replica {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for range b.replicas {
		b.turn++
		if one := b.replicas[b.turn%len(b.replicas)]; one.inTurn {
			return one
		}
	}
	return nil
}

// copyTo forwards one direction, and closes it at its end.
func copyTo(to, from *net.TCPConn, done *sync.WaitGroup) {
	defer done.Done()
	if _, err := io.Copy(to, from); err != nil {
		_ = to.SetLinger(0) // a reset is forwarded as a reset
		_ = to.Close()
		return
	}
	_ = to.CloseWrite()
}

func (b *balancer) forward(client *net.TCPConn) {
	defer client.Close()
	one := b.next()
	if one == nil {
		_ = client.SetLinger(0)
		return
	}
	dialled, err := net.DialTimeout("tcp", one.address, 5*time.Second)
	if err != nil {
		_ = client.SetLinger(0)
		return
	}
	defer dialled.Close()
	var done sync.WaitGroup
	done.Add(2)
	go copyTo(dialled.(*net.TCPConn), client, &done)
	go copyTo(client, dialled.(*net.TCPConn), &done)
	done.Wait()
}

func (b *balancer) names() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	names := []string{"in:"}
	for _, one := range b.replicas {
		if one.inTurn {
			names = append(names, one.name)
		}
	}
	return strings.Join(names, " ")
}

func (b *balancer) drop(name string) string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for i, one := range b.replicas {
		if one.name == name {
			close(one.gone)
			b.replicas = append(b.replicas[:i:i], b.replicas[i+1:]...)
			return "ok"
		}
	}
	return "no such replica: " + name
}

// command executes "add NAME ADDRESS OPS-ADDRESS", "drop NAME" or "in".
func (b *balancer) command(words []string) string {
	switch {
	case words[0] == "add" && len(words) == 4:
		one := &replica{name: words[1], address: words[2], ops: words[3],
			gone: make(chan struct{})}
		b.mutex.Lock()
		b.replicas = append(b.replicas, one)
		b.mutex.Unlock()
		go b.follow(one)
		return "ok"
	case words[0] == "drop" && len(words) == 2:
		return b.drop(words[1])
	case words[0] == "in":
		return b.names()
	}
	return "no such command: " + strings.Join(words, " ")
}

func balance(args []string) {
	b := &balancer{}
	flags := flag.NewFlagSet("balance", flag.ExitOnError)
	flags.DurationVar(&b.delay, "delay", 50*time.Millisecond, "until readiness is acted upon")
	flags.DurationVar(&b.probe, "probe", 20*time.Millisecond, "between looks at readiness")
	_ = flags.Parse(args)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	fmt.Println(listener.Addr())
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				fail(err)
			}
			go b.forward(client.(*net.TCPConn))
		}
	}()
	serveCommands(b.command)
}
