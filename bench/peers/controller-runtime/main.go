// SPDX-License-Identifier: Apache-2.0
// A typical webhook with controller-runtime: it decodes an Ingress into its type and has one
// handler per stage.  It judges less than ingress-warden does: the class, and every host of
// rules and tls, by maps that are built at the start; and it adds fixed annotations.
package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/go-logr/logr"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// tenant is what one namespace may do.
type tenant struct {
	Classes []string `json:"classes"`
	Domains []string `json:"domains"`
	classes map[string]bool
	domains map[string]bool
}

type policy struct {
	Namespaces map[string]*tenant `json:"namespaces"`
	// Class -> what the mutating stage adds.
	Annotations map[string]map[string]string `json:"annotations"`
}

func set(words []string) map[string]bool {
	all := make(map[string]bool, len(words))
	for _, word := range words {
		all[word] = true
	}
	return all
}

func load(path string) (*policy, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	loaded := &policy{}
	if err := json.Unmarshal(bytes, loaded); err != nil {
		return nil, err
	}
	for _, each := range loaded.Namespaces {
		each.classes = set(each.Classes)
		each.domains = set(each.Domains)
	}
	return loaded, nil
}

// permits says whether host is one of the domains, or below one.
func (t *tenant) permits(host string) bool {
	for rest := strings.ToLower(host); rest != ""; {
		if t.domains[rest] {
			return true
		}
		_, rest, _ = strings.Cut(rest, ".")
	}
	return false
}

// judge returns what is wrong, or the empty text.
func (p *policy) judge(namespace string, ingress *networking.Ingress) string {
	team := p.Namespaces[namespace]
	if team == nil {
		return fmt.Sprintf("namespace %q has no tenant", namespace)
	}
	if class := ingress.Spec.IngressClassName; class == nil || !team.classes[*class] {
		return "spec.ingressClassName: is not permitted here"
	}
	for i, rule := range ingress.Spec.Rules {
		if !team.permits(rule.Host) {
			return fmt.Sprintf("spec.rules[%d].host: %q is not permitted here", i, rule.Host)
		}
	}
	for i, entry := range ingress.Spec.TLS {
		for j, host := range entry.Hosts {
			if !team.permits(host) {
				return fmt.Sprintf("spec.tls[%d].hosts[%d]: %q is not permitted here", i, j, host)
			}
		}
	}
	return ""
}

type stage struct {
	policy  *policy
	decoder admission.Decoder
}

type validate struct{ stage }
type mutate struct{ stage }

func (s validate) Handle(_ context.Context, request admission.Request) admission.Response {
	ingress := &networking.Ingress{}
	if err := s.decoder.Decode(request, ingress); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	if wrong := s.policy.judge(request.Namespace, ingress); wrong != "" {
		return admission.Denied(wrong)
	}
	return admission.Allowed("")
}

func (s mutate) Handle(_ context.Context, request admission.Request) admission.Response {
	ingress := &networking.Ingress{}
	if err := s.decoder.Decode(request, ingress); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	if wrong := s.policy.judge(request.Namespace, ingress); wrong != "" {
		return admission.Allowed("") // the other stage refuses it
	}
	if ingress.Annotations == nil {
		ingress.Annotations = map[string]string{}
	}
	for key, value := range s.policy.Annotations[*ingress.Spec.IngressClassName] {
		if _, there := ingress.Annotations[key]; !there {
			ingress.Annotations[key] = value
		}
	}
	patched, err := json.Marshal(ingress)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	return admission.PatchResponseFromRaw(request.Object.Raw, patched)
}

func run() error {
	port := flag.Int("port", 0, "to listen on, on loopback")
	folder := flag.String("cert-dir", "", "holds tls.crt and tls.key")
	path := flag.String("policy", "", "JSON")
	flag.Parse()
	log.SetLogger(logr.Discard())

	loaded, err := load(*path)
	if err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	if err := networking.AddToScheme(scheme); err != nil {
		return err
	}
	server := webhook.NewServer(webhook.Options{
		Host:    "127.0.0.1",
		Port:    *port,
		CertDir: *folder,
		TLSOpts: []func(*tls.Config){func(config *tls.Config) {
			config.MinVersion = tls.VersionTLS13
			config.SessionTicketsDisabled = true
		}},
	})
	both := stage{policy: loaded, decoder: admission.NewDecoder(scheme)}
	server.Register("/validate", &admission.Webhook{Handler: validate{both}})
	server.Register("/mutate", &admission.Webhook{Handler: mutate{both}})

	until, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return server.Start(until)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
