/** Tickets, what they stand for, and the port behind which they wait to be redeemed. */
package io.admitone.domain.ticket;
