// SPDX-License-Identifier: Apache-2.0
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"sort"
)

// sample is one review: its start (since 1970) and its duration, in ns.
type sample struct {
	Start, Took int64
}

// Upper bounds of the histogram's buckets, in milliseconds.
var buckets = []float64{0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 3000, 10000}

func milliseconds(ns int64) float64 { return float64(ns) / 1e6 }

func histogram(samples []sample) map[string]int {
	counts := map[string]int{}
	for _, one := range samples {
		name := "more"
		for _, end := range buckets {
			if milliseconds(one.Took) <= end {
				name = fmt.Sprint(end)
				break
			}
		}
		counts[name]++
	}
	return counts
}

// quantile of samples that are sorted by Took.
func quantile(samples []sample, part float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	at := int(part * float64(len(samples)))
	if at >= len(samples) {
		at = len(samples) - 1
	}
	return milliseconds(samples[at].Took)
}

// report prints one JSON object.  If record is not empty, it is the file that gets two
// int64 for each review.
func (l *loader) report(record string) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if record != "" {
		file, err := os.Create(record)
		if err != nil {
			return err
		}
		defer file.Close()
		if err = binary.Write(file, binary.LittleEndian, l.samples); err != nil {
			return err
		}
	}
	sort.Slice(l.samples, func(i, j int) bool { return l.samples[i].Took < l.samples[j].Took })
	text, err := json.Marshal(map[string]interface{}{
		"reviews":          l.reviews.Load(),
		"failed":           l.failed.Load(),
		"failedHandshakes": l.handshakes.Load(),
		"connections":      l.connections.Load(),
		"certificates":     len(l.certs),
		"mistakes":         l.mistakes,
		"mistakesByKind":   l.nMistakes,
		"p50":              quantile(l.samples, 0.5),
		"p99":              quantile(l.samples, 0.99),
		"p999":             quantile(l.samples, 0.999),
		"max":              quantile(l.samples, 1),
		"histogram":        histogram(l.samples),
	})
	fmt.Println(string(text))
	return err
}
