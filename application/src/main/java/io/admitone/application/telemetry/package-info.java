/** What happened, told as typed events to whoever counts or logs. */
package io.admitone.application.telemetry;
