package io.admitone.benchmarks;

import java.util.Optional;

/** How one gets into a room of a server, and says something there. */
enum Dialect {
  /** Ours, which the peers on bare WebSockets speak as well. */
  ADMIT_ONE {
    @Override
    String target(int number, String ticket) {
      return "/ws/v2/connect?client_id=fan-"
          + number
          + (ticket.isEmpty() ? "" : "&ticket=" + ticket);
    }

    @Override
    boolean isGreeting(String text) {
      return text.contains("\"type\":\"hello\"");
    }

    @Override
    boolean isSubscribed(String text) {
      return text.contains("\"type\":\"subscribed\"");
    }

    @Override
    Optional<String> answerTo(String text) {
      return text.contains("\"type\":\"ping\"")
          ? Optional.of("{\"type\":\"pong\"}")
          : Optional.empty();
    }

    @Override
    String subscribe() {
      return "{\"type\":\"subscribe\",\"id\":\"1\",\"room\":\"" + ROOM + "\"}";
    }

    @Override
    String publish(String data) {
      return "{\"type\":\"publish\",\"id\":\"2\",\"room\":\"" + ROOM + "\",\"data\":" + data + "}";
    }
  },

  /** Engine.IO 4 over a WebSocket, and Socket.IO 5 in it. */
  SOCKET_IO {
    @Override
    String target(int number, String ticket) {
      return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    boolean isGreeting(String text) {
      return text.startsWith("40");
    }

    @Override
    boolean isSubscribed(String text) {
      return text.startsWith("42[\"subscribed\"");
    }

    @Override
    Optional<String> answerTo(String text) {
      return switch (text.charAt(0)) {
        case '0' -> Optional.of("40");
        case '2' -> Optional.of("3");
        default -> Optional.empty();
      };
    }

    @Override
    String subscribe() {
      return "42[\"subscribe\",\"" + ROOM + "\"]";
    }

    @Override
    String publish(String data) {
      return "42[\"publish\",\"" + ROOM + "\"," + data + "]";
    }
  };

  private static final String ROOM = "public.fan";

  /**
   * Path and query of the upgrade request.
   *
   * @param ticket of whoever may publish; empty where none is needed
   */
  abstract String target(int number, String ticket);

  /** The connection stands, and rooms may be asked for. */
  abstract boolean isGreeting(String text);

  abstract boolean isSubscribed(String text);

  /** What the protocol wants to be said to a message that is not for the page. */
  abstract Optional<String> answerTo(String text);

  abstract String subscribe();

  abstract String publish(String data);
}
