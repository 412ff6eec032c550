{{- define "admitone.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "admitone.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "admitone.labels" -}}
{{ include "admitone.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "admitone.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- /* The drain, and ten seconds to close what is left. */ -}}
{{- define "admitone.shutdownSeconds" -}}
{{ add .Values.drain.delaySeconds .Values.drain.windowSeconds 10 }}
{{- end }}

{{- /* Counted by Kubernetes from before the preStop hook. */ -}}
{{- define "admitone.graceSeconds" -}}
{{ add .Values.drain.preStopSeconds (include "admitone.shutdownSeconds" .) 5 }}
{{- end }}
