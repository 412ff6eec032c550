/** The port {@code TicketStore} on a relational database: an example to start a store from. */
package io.admitone.examples.jdbc;
