/** A message type of one's own, registered by one bean. */
package io.admitone.examples.messages;
