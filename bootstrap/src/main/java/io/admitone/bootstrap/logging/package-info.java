/** What happened, as log lines. {@code docs/logging.md} lists them all. */
package io.admitone.bootstrap.logging;
