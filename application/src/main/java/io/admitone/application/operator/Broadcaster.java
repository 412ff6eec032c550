package io.admitone.application.operator;

/** Says one thing to every socket of this process that understands messages. */
public interface Broadcaster {
  /**
   * Begins to tell them and returns at once. The message is encoded once, and the telling is paced:
   * no event loop is kept from its other work. Sockets that open meanwhile may or may not hear it.
   *
   * @param data the text of a JSON value
   * @return how many sockets are open now
   */
  int tellAll(String data);
}
