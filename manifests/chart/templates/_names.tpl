{{- define "ingress-warden.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The labels that select the pods.  They must never change, or an upgrade fails. */}}
{{- define "ingress-warden.selector" -}}
app.kubernetes.io/name: {{ include "ingress-warden.name" . }}
{{- end -}}

{{- define "ingress-warden.labels" -}}
{{ include "ingress-warden.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "ingress-warden.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "ingress-warden.policy" -}}
{{ .Values.policy.existingConfigMap | default (printf "%s-policy" (include "ingress-warden.name" .)) }}
{{- end -}}

{{- define "ingress-warden.priorityClass" -}}
{{- if .Values.priorityClass.create -}}
{{ include "ingress-warden.name" . }}
{{- else -}}
{{ .Values.priorityClass.name }}
{{- end -}}
{{- end -}}

{{/* The caBundle in base64; empty if cert-manager writes it. */}}
{{- define "ingress-warden.caBundle" -}}
{{- with .Values.certificates -}}
{{- if eq .from "secret" -}}
{{ required "certificates.caBundle: what `ingress-warden certs bundle ca.crt` prints; without it every call would fail" .caBundle }}
{{- else if eq .from "files" -}}
{{ required "certificates.files.caCrt is missing" .files.caCrt | b64enc }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The fields that both webhooks have. */}}
{{- define "ingress-warden.webhook" -}}
- name: {{ .stage }}.ingress-warden.dev
  admissionReviewVersions: [v1]
  clientConfig:
    {{- with include "ingress-warden.caBundle" .root }}
    caBundle: {{ . }}
    {{- end }}
    service:
      name: {{ include "ingress-warden.name" .root }}
      namespace: {{ .root.Release.Namespace }}
      path: /{{ .stage }}
      port: 443
  # The API server sends every version of Ingress as this one.
  matchPolicy: Equivalent
  rules:
    {{- include "ingress-warden.rules" .root | nindent 4 }}
  # The API server sets this label; users cannot change it.
  namespaceSelector:
    matchExpressions:
      - key: kubernetes.io/metadata.name
        operator: NotIn
        values:
          {{- concat (list .root.Release.Namespace) .root.Values.webhooks.excludedNamespaces | uniq | toYaml | nindent 10 }}
  # Controllers write the status frequently.  Of everything that is judged, such a write can
  # change only annotations.
  matchConditions:
    - name: changes-more-than-the-status
      expression: >-
        !(has(request.subResource) && request.subResource == "status") ||
        (has(object.metadata.annotations) ? object.metadata.annotations : {}) !=
        (has(oldObject.metadata.annotations) ? oldObject.metadata.annotations : {})
    {{- with include "ingress-warden.conditions" .root | trim }}
    {{- . | nindent 4 }}
    {{- end }}
  failurePolicy: {{ ternary "Ignore" (index .root.Values.webhooks .stage).failurePolicy .root.Values.preview }}
  sideEffects: None
  timeoutSeconds: {{ .root.Values.webhooks.timeoutSeconds }}
{{- end -}}

{{- define "ingress-warden.injection" -}}
{{- if eq .Values.certificates.from "cert-manager" }}
  annotations:
    cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ .Values.certificates.secretName }}
{{- end }}
{{- end -}}
