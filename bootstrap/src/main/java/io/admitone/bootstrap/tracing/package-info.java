/** Spans for OpenTelemetry, where its standard variables or its agent ask for them. */
package io.admitone.bootstrap.tracing;
