// SPDX-License-Identifier: Apache-2.0
// Package auth stands in for the fork of go-http-auth that Traefik pins and that can no longer be fetched. It lets
// nobody in: routes with basic or digest authentication always answer 401 in this build.
package auth

import "net/http"

// SecretProvider looks a user's secret up.
type SecretProvider func(user, realm string) string

// CheckSecret rejects every password.
func CheckSecret(_, _ string) bool { return false }

// BasicAuth rejects every request.
type BasicAuth struct {
	Realm   string
	Secrets SecretProvider
}

// RequireAuth answers 401.
func (a *BasicAuth) RequireAuth(w http.ResponseWriter, _ *http.Request) { refuse(w) }

// DigestAuth rejects every request.
type DigestAuth struct{}

// NewDigestAuthenticator returns a DigestAuth.
func NewDigestAuthenticator(string, SecretProvider) *DigestAuth { return &DigestAuth{} }

// CheckAuth finds no user.
func (*DigestAuth) CheckAuth(*http.Request) (string, *string) { return "", nil }

// RequireAuth answers 401.
func (*DigestAuth) RequireAuth(w http.ResponseWriter, _ *http.Request) { refuse(w) }

// RequireAuthStale answers 401.
func (*DigestAuth) RequireAuthStale(w http.ResponseWriter, _ *http.Request) { refuse(w) }

// DigestAuthParams finds none.
func DigestAuthParams(string) map[string]string { return nil }

func refuse(w http.ResponseWriter) { w.WriteHeader(http.StatusUnauthorized) }
