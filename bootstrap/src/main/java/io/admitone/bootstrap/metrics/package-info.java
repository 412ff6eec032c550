/** What happened, as meters. {@code docs/metrics.md} lists them all. */
package io.admitone.bootstrap.metrics;
