// SPDX-License-Identifier: Apache-2.0
package main

import (
	"sigs.k8s.io/external-dns/pkg/apis/externaldns"
	"sigs.k8s.io/external-dns/source/annotations"
)

// legacyPrefix lets this release read the older prefix too, key by key, if it is asked to.
func legacyPrefix(cfg *externaldns.Config) {
	if cfg.EnableLegacyAnnotationPrefix {
		annotations.SetLegacyAnnotationPrefix(annotations.LegacyAnnotationPrefix)
	}
}
