package io.admitone.http;

import io.admitone.application.rooms.PollRoom;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomBroker;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What somebody who polls a room asks for. */
sealed interface PollRequest {
  /** One answer for what was asked, another for what cannot be understood. */
  <T> T fold(Function<Asked, T> asked, Function<String, T> fault);

  /** Reads the query. */
  static PollRequest of(HttpRequest<?> request) {
    HttpParameters query = request.getParameters();
    Optional<String> epoch = given(query, "epoch");
    Optional<String> offset = given(query, "offset");
    Optional<Epoch> known = epoch.flatMap(Epoch::parse);
    Optional<Long> heard = offset.flatMap(text -> number(text, Long.MAX_VALUE));
    Optional<Long> wait = number(given(query, "wait").orElse(USUAL_WAIT), LONGEST_WAIT);
    Optional<Long> limit = number(given(query, "limit").orElse(USUAL_LIMIT), RoomBroker.MAX_PAGE);
    if (epoch.isPresent() != offset.isPresent()) {
      return new Fault("epoch and offset are given together");
    }
    if (epoch.isPresent() && (known.isEmpty() || heard.isEmpty())) {
      return new Fault("epoch and offset are those of an earlier answer");
    }
    if (wait.isEmpty()) {
      return new Fault("wait is a whole number of seconds from 0 to " + LONGEST_WAIT);
    }
    if (limit.isEmpty()) {
      return new Fault("limit is a whole number from 0 to " + RoomBroker.MAX_PAGE);
    }
    return new Asked(
        known.map(e -> new Position(e, heard.get())),
        Duration.ofSeconds(wait.get()),
        limit.get().intValue());
  }

  /** Seconds; an ordinary proxy has patience for twice as many. */
  String USUAL_WAIT = "25";

  String USUAL_LIMIT = "100";
  long LONGEST_WAIT = PollRoom.MAX_WAIT.toSeconds();

  /** A parameter without a value is as good as none. */
  private static Optional<String> given(HttpParameters query, String name) {
    return query.getFirst(name).filter(text -> !text.isEmpty());
  }

  private static Optional<Long> number(String text, long max) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,18}"))
        .map(Long::valueOf)
        .filter(number -> number <= max);
  }

  /** It can be answered. */
  record Asked(Optional<Position> since, Duration patience, int limit) implements PollRequest {
    @Override
    public <T> T fold(Function<Asked, T> asked, Function<String, T> fault) {
      return asked.apply(this);
    }
  }

  /** It cannot; for whoever asked. */
  record Fault(String what) implements PollRequest {
    @Override
    public <T> T fold(Function<Asked, T> asked, Function<String, T> fault) {
      return fault.apply(what);
    }
  }
}
