package io.admitone.contract;

import static io.admitone.contract.RoomRule.ID_ONCE;
import static io.admitone.contract.RoomRule.MISTAKE;
import static io.admitone.contract.RoomRule.PROMPT;
import static io.admitone.contract.RoomRule.TROUBLE;

import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules 13 to 15: trouble is a value, comes soon, and is no mistake. */
interface RoomTroubleRules {
  /** No machine is so busy that each of several calls is held this long by accident. */
  long AT_ONCE_NANOS = Duration.ofMillis(50).toNanos();

  RoomBench bench();

  @Test
  default void reportsAnUnreachableBackendAsTroubleOfRooms() {
    reportsTrouble(Fault.UNREACHABLE);
  }

  @Test
  default void reportsAHangingBackendAsTroubleOfRoomsInTime() {
    reportsTrouble(Fault.HANGING);
  }

  private void reportsTrouble(Fault fault) {
    bench().needs(fault);
    RoomName room = RoomSamples.room();
    bench().mustPublish(room);

    bench().begin(fault);
    var publish = bench().broker().publish(room, RoomSamples.publication());
    var history = bench().broker().history(room, Optional.empty(), 10);
    var members = bench().broker().members(room);
    var subscribe = bench().broker().subscribe(RoomSamples.room(), new Ear());

    String what = "with a backend that was made to " + fault.words();
    PublishOutcome published = publish.outcome();
    TROUBLE.require(
        published instanceof PublishOutcome.Unavailable
            || published instanceof PublishOutcome.Indeterminate,
        "a publication " + what + " ended as " + published + ".");
    requireUnavailable(
        what, List.of(history.outcome(), members.outcome(), subscribe.call().outcome()));
  }

  private static void requireUnavailable(String what, List<Object> outcomes) {
    TROUBLE.require(
        outcomes.get(0) instanceof HistoryOutcome.Unavailable
            && outcomes.get(1) instanceof PresenceOutcome.Unavailable
            && outcomes.get(2) instanceof SubscribeOutcome.Unavailable,
        "history, members and subscribe " + what + " ended as " + outcomes + ".");
  }

  @Test
  default void reportsARefusalOfARoomAsUnavailable() {
    bench().needs(Fault.REFUSING);
    RoomName room = RoomSamples.room();
    bench().broker();

    bench().begin(Fault.REFUSING);
    PublishOutcome published = bench().broker().publish(room, RoomSamples.publication()).outcome();

    TROUBLE.require(
        published instanceof PublishOutcome.Unavailable,
        "a backend that refused a publication was reported as " + published + ".");
  }

  @Test
  default void storesNothingOfWhatWasUnavailable() {
    Fault fault = bench().canCause(Fault.REFUSING) ? Fault.REFUSING : Fault.UNREACHABLE;
    bench().needs(fault);
    RoomName room = RoomSamples.room();
    bench().mustPublish(room);
    Publication unavailable = RoomSamples.publication();

    bench().begin(fault);
    PublishOutcome outcome = bench().broker().publish(room, unavailable).outcome();
    bench().heal();

    boolean kept =
        bench().mustRead(room, Optional.empty(), 100).messages().stream()
            .map(RoomMessage::publication)
            .anyMatch(unavailable::equals);
    TROUBLE.require(
        !kept || !(outcome instanceof PublishOutcome.Unavailable),
        "a publication was unavailable, and was stored after all.");
  }

  @Test
  default void reportsAPublicationWhoseAnswerWasLostAsIndeterminate() {
    bench().needs(Fault.LOSES_NEXT_ANSWER);
    RoomName room = RoomSamples.room();
    bench().mustPublish(room);

    bench().begin(Fault.LOSES_NEXT_ANSWER);
    PublishOutcome outcome = bench().broker().publish(room, RoomSamples.publication()).outcome();
    bench().heal();

    TROUBLE.require(
        outcome instanceof PublishOutcome.Indeterminate,
        "a publication whose answer was lost ended as " + outcome + ", not as Indeterminate.");
  }

  @Test
  default void storesOnceWhatIsPublishedAgainAfterALostAnswer() {
    bench().needs(Fault.LOSES_NEXT_ANSWER);
    RoomName room = RoomSamples.room();
    Position before = bench().mustPublish(room);
    Publication publication = RoomSamples.publication();

    bench().begin(Fault.LOSES_NEXT_ANSWER);
    bench().broker().publish(room, publication).outcome();
    bench().heal();
    PublishOutcome again = bench().broker().publish(room, publication).outcome();

    HistoryOutcome.Read read = bench().mustRead(room, Optional.of(before), 100);
    long times = read.messages().stream().filter(m -> m.publication().equals(publication)).count();
    ID_ONCE.require(
        times == 1 || !read.recovered(),
        "a message that was published again after a lost answer, ending as %s, was stored %d times."
            .formatted(again, times));
  }

  @Test
  default void returnsToWhoUsesARoomAtOnce() {
    requireNotHeld("a broker in good health");
  }

  @Test
  default void returnsToWhoUsesARoomAtOnceWhileTheBackendHangs() {
    bench().needs(Fault.HANGING);
    bench().top(RoomSamples.room());

    bench().begin(Fault.HANGING);
    requireNotHeld("a broker whose backend hangs");
  }

  private void requireNotHeld(String which) {
    RoomClient client = bench().broker();
    RoomName room = RoomSamples.room();
    long halfOfTheBound = bench().capabilities().completionBound().toNanos() / 2;
    long atOnce = Math.min(AT_ONCE_NANOS, halfOfTheBound);
    Stream.<Supplier<Call<?>>>of(
            () -> client.publish(room, RoomSamples.publication()),
            () -> client.history(room, Optional.empty(), 10),
            () -> client.members(room),
            () -> client.subscribe(room, new Ear()).call())
        .map(start -> Stream.generate(start).limit(3).toList())
        .toList()
        .forEach(calls -> requireNotHeld(which, calls, atOnce));
  }

  /** The quickest of several calls, since any one may have met a busy machine. */
  private static void requireNotHeld(String which, List<? extends Call<?>> calls, long atOnce) {
    calls.forEach(Call::outcome);
    long quickest = calls.stream().mapToLong(Call::heldNanos).min().orElseThrow();
    PROMPT.require(
        quickest < atOnce,
        "%s held each of %d callers of %s, the luckiest for %d ms."
            .formatted(
                which, calls.size(), calls.get(0).what(), Duration.ofNanos(quickest).toMillis()));
  }

  @Test
  default void doesNotUndoAPublicationThatIsCancelled() {
    RoomName room = RoomSamples.room();
    bench().top(room);

    bench().broker().publish(room, RoomSamples.publication()).cancel();

    TROUBLE.require(
        bench().comes(() -> bench().top(room).offset() == 1),
        "a publication whose stage was cancelled had no effect.");
  }

  @Test
  default void refusesNullInARoomAtOnce() {
    RoomBroker broker = bench().broker().broker();
    RoomName room = RoomSamples.room();

    requireThrown("publishing nowhere", () -> broker.publish(null, RoomSamples.publication()));
    requireThrown("publishing nothing", () -> broker.publish(room, null));
    requireThrown("history of nothing", () -> broker.history(null, Optional.empty(), 1));
    requireThrown("history since null", () -> broker.history(room, null, 1));
    requireThrown("subscribing to nothing", () -> broker.subscribe(null, new Ear()));
    requireThrown("subscribing nobody", () -> broker.subscribe(room, null));
    requireThrown("the members of nothing", () -> broker.members(null));
    requireThrown("joining nothing", () -> joined(broker, null));
    requireThrown(
        "nobody joining",
        () -> {
          broker.join(room, null);
          return null;
        });
  }

  private static Object joined(RoomBroker broker, RoomName room) {
    broker.join(room, RoomSamples.member());
    return room;
  }

  @Test
  default void refusesAnIllegalLimitAtOnce() {
    RoomBroker broker = bench().broker().broker();
    RoomName room = RoomSamples.room();

    requireThrown("a limit of -1", () -> broker.history(room, Optional.empty(), -1));
    requireThrown(
        "a limit of " + (RoomBroker.MAX_PAGE + 1),
        () -> broker.history(room, Optional.empty(), RoomBroker.MAX_PAGE + 1));
  }

  private static void requireThrown(String mistake, Supplier<Object> call) {
    try {
      call.get();
    } catch (IllegalArgumentException | NullPointerException expected) {
      return;
    } catch (RuntimeException other) {
      throw MISTAKE.broken(mistake + " was answered with the odd exception " + other + ".");
    }
    throw MISTAKE.broken(mistake + " was accepted, or refused only later in the stage.");
  }
}
