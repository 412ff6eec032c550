package io.admitone.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.bootstrap.RoomTruth.Place;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * A page that hears one room on one socket after another, at whichever process, each time from the
 * position that it knows; it holds all that it is told against the rules. Thread-safe; coming takes
 * a while.
 */
final class RoomGuest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String room;
  private final String token;
  private final RoomTruth truth;
  private Optional<Page> page = Optional.empty();

  /** What it was asked for when it came; the view begins there if nothing was missed. */
  private Optional<Place> since = Optional.empty();

  private boolean isSubscribed;
  private Optional<Place> view = Optional.empty();
  private int visits;
  private int losses;
  private long heard;

  /**
   * @param token that lets it hear the room
   */
  RoomGuest(String room, String token, RoomTruth truth) {
    this.room = room;
    this.token = token;
    this.truth = truth;
  }

  String room() {
    return room;
  }

  synchronized boolean isThere() {
    page = page.filter(Page::isOpen);
    return page.isPresent();
  }

  /** How often it was told that messages are lost to it. */
  synchronized int losses() {
    return losses;
  }

  synchronized long heard() {
    return heard;
  }

  synchronized int visits() {
    return visits;
  }

  /** Comes, or fails to: a process may be gone, or without its store. */
  synchronized void come(Visitor process) {
    try {
      HttpResponse<String> issued = process.askForTicket(token);
      if (issued.statusCode() == 200) {
        enter(process.connect("/ws/v2/connect", Visitor.ticketOf(issued)));
      } else if (issued.statusCode() != 503) {
        truth.isWrong("instead of a ticket: " + issued.statusCode() + ' ' + issued.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The process was killed.
      page = Optional.empty();
    }
  }

  private void enter(Page opened) throws Exception {
    if (!opened.isAdmitted()) {
      return;
    }
    page = Optional.of(opened);
    since = view;
    isSubscribed = false;
    visits++;
    String known =
        since
            .map(at -> "{\"epoch\":\"%s\",\"offset\":%d}".formatted(at.epoch(), at.offset()))
            .orElse("null");
    opened.say("{\"type\":\"subscribe\",\"room\":\"" + room + "\",\"since\":" + known + "}");
  }

  /** Goes at once; what has not arrived was not heard. */
  synchronized void go() {
    listen();
    page.ifPresent(Page::leave);
    page = Optional.empty();
  }

  /** The last position that it knows, with all that has arrived. */
  synchronized Optional<Place> view() {
    listen();
    return view;
  }

  /** Takes in what has arrived. */
  synchronized void listen() {
    Optional<Page> from = page;
    while (from.isPresent() && from.equals(page) && !from.get().messages().isEmpty()) {
      take(parse(from.get().messages().remove()));
    }
  }

  private void take(JsonNode message) {
    switch (message.get("type").textValue()) {
      case "subscribed" -> begin(message);
      case "message" -> hear(placeOf(message), message.get("message_id").textValue());
      case "resync" -> lose(placeOf(message));
      case "error" -> refused(message);
      default -> {}
    }
  }

  private void begin(JsonNode message) {
    isSubscribed = true;
    Place at = placeOf(message);
    if (!message.get("recovered").booleanValue()) {
      lose(at);
    } else {
      view = since.or(() -> Optional.of(at));
    }
  }

  private void hear(Place place, String messageId) {
    heard++;
    if (!isSubscribed || view.filter(place::isRightAfter).isEmpty()) {
      truth.isWrong("after " + view + " was heard " + place);
    }
    truth.says(place, messageId);
    view = Optional.of(place);
  }

  private void lose(Place from) {
    losses++;
    view = Optional.of(from);
  }

  /** Comes back another time. */
  private void refused(JsonNode message) {
    if (!message.get("error_code").textValue().equals("STORE_UNAVAILABLE")) {
      truth.isWrong("refused: " + message);
    }
    page.ifPresent(Page::leave);
    page = Optional.empty();
  }

  private Place placeOf(JsonNode message) {
    return new Place(room, message.get("epoch").textValue(), message.get("offset").longValue());
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
