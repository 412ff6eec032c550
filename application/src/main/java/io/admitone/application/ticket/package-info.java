/** Asking for a ticket. */
package io.admitone.application.ticket;
