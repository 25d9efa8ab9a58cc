{{/*
The rules of the webhooks: exactly the kinds that the policy judges.  `ingress-warden export
webhooks` prints the same rules for a policy.
*/}}

{{/* The sections kinds, fields and externalDNS of all files of the policy, merged, as JSON. */}}
{{- define "ingress-warden.sections" -}}
{{- $documents := list .Values.policy.sections -}}
{{- if not .Values.policy.existingConfigMap -}}
{{- range $name, $text := .Values.policy.files -}}
{{- $document := fromYaml $text -}}
{{- if hasKey $document "Error" -}}
{{- fail (printf "policy.files.%s: %s" $name $document.Error) -}}
{{- end -}}
{{- $documents = append $documents $document -}}
{{- end -}}
{{- end -}}
{{- $kinds := dict -}}
{{- $instances := dict -}}
{{- $fields := list -}}
{{- range $documents -}}
{{- $kinds = merge $kinds (.kinds | default dict) -}}
{{- $instances = merge $instances (.externalDNS | default dict) -}}
{{- $fields = concat $fields (dig "fields" "forbid" list .) (dig "fields" "allow" list .) -}}
{{- end -}}
{{- dict "kinds" $kinds "externalDNS" $instances "fields" $fields | toJson -}}
{{- end -}}

{{/* The usual plurals of a kind, as a list in JSON: two if the kind ends in a single s. */}}
{{- define "ingress-warden.plurals" -}}
{{- $name := lower . -}}
{{- $plurals := list (printf "%ss" $name) -}}
{{- if regexMatch "(^|[^aeiou])y$" $name -}}
{{- $plurals = list (printf "%sies" (trimSuffix "y" $name)) -}}
{{- else if regexMatch "([sxz]|ch|sh)$" $name -}}
{{- $plurals = list (printf "%ses" $name) -}}
{{- end -}}
{{- if regexMatch "(^|[^s])s$" $name -}}
{{- $plurals = append $plurals $name -}}
{{- end -}}
{{- $plurals | toJson -}}
{{- end -}}

{{/* One rule, for the kind .name, as the policy writes it, with its .settings. */}}
{{- define "ingress-warden.rule" -}}
{{- $kind := splitList "." .name | first -}}
{{- $group := trimPrefix $kind .name | trimPrefix "." -}}
{{- $versions := list "*" -}}
{{- $resources := list -}}
{{- if eq .name "Ingress" -}}
{{- $group = "networking.k8s.io" -}}
{{- $versions = list "v1" -}}
{{- else if has .name (list "Gateway" "ListenerSet" "HTTPRoute" "GRPCRoute" "TLSRoute" "TCPRoute" "UDPRoute") -}}
{{- $group = "gateway.networking.k8s.io" -}}
{{- end -}}
{{- $plurals := include "ingress-warden.plurals" (splitList "." (.settings.like | default .name) | first) | fromJsonArray -}}
{{- with .settings.plural -}}
{{- $plurals = list . -}}
{{- end -}}
{{- $name := .name -}}
{{- range $plurals -}}
{{- $resources = append $resources . -}}
{{- if has $name (list "Ingress" "Service") -}}
{{- $resources = append $resources (printf "%s/status" .) -}}
{{- end -}}
{{- end -}}
- apiGroups: [{{ quote $group }}]
  apiVersions: {{ toJson $versions }}
  operations: [CREATE, UPDATE]
  resources: {{ toJson $resources }}
  scope: Namespaced
{{- end -}}

{{/* All rules.  Ingress is judged unless the policy has `Ingress: ignore`. */}}
{{- define "ingress-warden.rules" -}}
{{- $kinds := (include "ingress-warden.sections" . | fromJson).kinds -}}
{{- $kinds = merge (dict) $kinds (dict "Ingress" "enforce") -}}
{{- $rules := list -}}
{{- range $name, $settings := $kinds -}}
{{- if not (kindIs "map" $settings) -}}
{{- $settings = dict "mode" $settings -}}
{{- end -}}
{{- if ne (toString $settings.mode) "ignore" -}}
{{- $rules = append $rules (include "ingress-warden.rule" (dict "name" $name "settings" $settings)) -}}
{{- end -}}
{{- end -}}
{{- if $rules -}}
{{- join "\n" $rules -}}
{{- else -}}
[]
{{- end -}}
{{- end -}}

{{/* The judged resources as a list in JSON of {group, resources}, without subresources. */}}
{{- define "ingress-warden.judged" -}}
{{- $judged := list -}}
{{- range include "ingress-warden.rules" . | fromYamlArray -}}
{{- $resources := list -}}
{{- range .resources -}}
{{- if not (contains "/" .) -}}
{{- $resources = append $resources . -}}
{{- end -}}
{{- end -}}
{{- $judged = append $judged (dict "group" (first .apiGroups) "resources" $resources) -}}
{{- end -}}
{{- $judged | toJson -}}
{{- end -}}

{{/* The judged resources on one line, named as `kubectl api-resources --output name` does. */}}
{{- define "ingress-warden.judgedNames" -}}
{{- $names := list -}}
{{- range include "ingress-warden.judged" . | fromJsonArray -}}
{{- $group := .group -}}
{{- range .resources -}}
{{- $names = append $names (printf "%s.%s" . $group | trimSuffix ".") -}}
{{- end -}}
{{- end -}}
{{- join " " $names -}}
{{- end -}}

{{/*
Match conditions.  The API server's own Service is never sent.  Services and Pods that are
never refused are not sent, unless the policy has requirements for every Service or Pod.
*/}}
{{- define "ingress-warden.conditions" -}}
{{- $sections := include "ingress-warden.sections" . | fromJson -}}
{{- $demanded := list -}}
{{- range $sections.fields -}}
{{- $demanded = concat $demanded (.kinds | default list) -}}
{{- end -}}
{{- if hasKey $sections.kinds "Service" }}
- name: not-the-kubernetes-service
  expression: >-
    !(request.resource.group == "" && request.resource.resource == "services") ||
    request.userInfo.username != "system:apiserver" ||
    request.namespace != "default" || object.metadata.name != "kubernetes"
{{- end }}
{{- if and (hasKey $sections.kinds "Service") (not (has "Service" $demanded)) }}
- name: not-a-plain-service
  expression: >-
    !(request.resource.group == "" && request.resource.resource == "services") ||
    !has(object.spec) ||
    (has(object.spec.type) && object.spec.type != "ClusterIP") ||
    (has(object.spec.externalIPs) && size(object.spec.externalIPs) > 0) ||
    (has(object.metadata.annotations) && size(object.metadata.annotations) > 0)
{{- end }}
{{- $pod := $sections.kinds.Pod -}}
{{- if not (kindIs "map" $pod) -}}
{{- $pod = dict -}}
{{- end -}}
{{- if or (eq (toString $pod.grant) "listed") $pod.hosts $pod.class $pod.references $pod.forbid -}}
{{- $demanded = append $demanded "Pod" -}}
{{- end -}}
{{- if and (hasKey $sections.kinds "Pod") (not (has "Pod" $demanded)) }}
{{- $prefixes := list "external-dns.alpha.kubernetes.io/" "external-dns.kubernetes.io/" }}
{{- range $sections.externalDNS }}
{{- $prefixes = concat $prefixes (.annotationPrefixes | default list) }}
{{- end }}
- name: pod-that-publishes-names
  expression: >-
    !(request.resource.group == "" && request.resource.resource == "pods") ||
    (has(object.metadata.annotations) && object.metadata.annotations.exists(key,
    {{- range $prefixes | uniq | sortAlpha }}
    key.startsWith({{ quote . }}) ||
    {{- end }}
    key in ["zalando.org/dnsname", "dns.alpha.kubernetes.io/external",
    "dns.alpha.kubernetes.io/internal"]))
{{- end }}
{{- end -}}
