/** The service: settings, wiring, start, stop, probe. */
package io.admitone.bootstrap;
