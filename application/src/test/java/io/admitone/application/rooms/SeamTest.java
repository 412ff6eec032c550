package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.FixedReadiness;
import io.admitone.application.People;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Clients that come, go and come back at any moment, against a broker and event loops whose every
 * step is taken in an order that chance decides: whatever the order, a client's view of a room is
 * its log, each message once, or the client was told that it is not.
 */
final class SeamTest {
  private static final int STEPS = 160;
  private static final RoomName ROOM = new RoomName("public.a");

  @Test
  void showsTheLogInEveryOrderOfSteps() {
    for (int seed = 0; seed < 4_000; seed++) {
      new Trial(seed, Integer.MAX_VALUE, false).run();
    }
  }

  @Test
  void showsTheLogOrSaysThatItCannotWhereHistoryIsShortAndEpochsEnd() {
    for (int seed = 0; seed < 4_000; seed++) {
      new Trial(seed, 3, true).run();
    }
  }

  private static final class Trial {
    private final int seed;
    private final Random random;
    private final boolean losses;
    private final ModelBroker broker;
    private final List<Tasks> loops = List.of(new Tasks(), new Tasks());
    private final List<Client> clients = new ArrayList<>();
    private final AtomicInteger forms = new AtomicInteger();
    private final RoomIndex index;
    private final VisitRooms rooms;

    private Trial(int seed, int kept, boolean losses) {
      this.seed = seed;
      this.random = new Random(seed);
      this.losses = losses;
      this.broker = new ModelBroker(kept);
      RoomPolicy policy = new RoomPolicy(2, 100, 1_000_000, Duration.ofDays(1), Duration.ZERO);
      this.index = new RoomIndex(broker, policy, event -> {}, () -> 0);
      PublishMessage unused =
          new PublishMessage(
              broker, new FixedReadiness(), new GrantedRooms(), policy, () -> People.NOON, e -> {});
      this.rooms = new VisitRooms(index, broker, unused, new GrantedRooms(), policy);
      for (int i = 0; i < 3; i++) {
        clients.add(new Client(loops.get(i % 2), i));
      }
    }

    private void run() {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      broker.down = false;
      settle();
      for (Client client : clients) {
        client.checkAtRest();
      }
      clients.forEach(Client::disconnect);
      settle();
      assertThat(index.count()).as("rooms heard by nobody, seed %d", seed).isZero();
      assertThat(broker.lines).as("subscriptions of nobody, seed %d", seed).isEmpty();
      assertThat(forms).as("forms that nobody threw away, seed %d", seed).hasValue(0);
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0, 1 -> broker.say(ROOM);
        case 2, 3, 4 -> takeOne(broker.open);
        case 5, 6 -> hear();
        case 7, 8, 9 -> turn();
        case 10 -> any(clients).act();
        default -> trouble();
      }
    }

    private void takeOne(List<Runnable> open) {
      if (!open.isEmpty()) {
        open.remove(random.nextInt(open.size())).run();
      }
    }

    private void hear() {
      if (!broker.lines.isEmpty()) {
        any(broker.lines).step();
      }
    }

    private void turn() {
      Tasks loop = any(loops);
      if (!loop.isIdle()) {
        loop.step();
      }
    }

    private void trouble() {
      if (losses && random.nextInt(3) == 0) {
        broker.log(ROOM).begin();
      } else if (losses) {
        broker.down = !broker.down;
      }
    }

    private void settle() {
      do {
        broker.settle();
        loops.forEach(Tasks::runAll);
      } while (!broker.open.isEmpty() || loops.stream().anyMatch(loop -> !loop.isIdle()));
    }

    private <T> T any(List<T> some) {
      return some.get(random.nextInt(some.size()));
    }

    /** A page with one socket at a time, and what it has seen of the room. */
    private final class Client implements RoomSubscriber {
      private final Tasks loop;
      private final int number;
      private Optional<Position> view = Optional.empty();
      private RoomVisit visit;
      private boolean hears;

      private Client(Tasks loop, int number) {
        this.loop = loop;
        this.number = number;
      }

      /** All that a socket does is done on its loop. */
      private void act() {
        int choice = random.nextInt(4);
        loop.execute(choice == 0 ? this::disconnect : choice == 1 ? this::leave : this::subscribe);
      }

      private void subscribe() {
        if (visit == null) {
          Member member = new Member("c" + number, Optional.empty(), new ClientId("tab-" + number));
          visit = rooms.begin(new Visitor(Optional.empty(), Door.SOCKET), member, this);
        }
        Optional<Position> since = view;
        RoomVisit asked = visit;
        visit.subscribe(ROOM.value(), since, answer -> answered(asked, since, answer));
      }

      private void answered(RoomVisit asked, Optional<Position> since, SubscribeResult answer) {
        assertThat(asked).as("whose visit is answered, seed %d", seed).isSameAs(visit);
        answer.fold(subscribed -> begin(since, subscribed), refused -> refuse(refused.why()));
      }

      /** A later question may have been asked with a view that is older by now. */
      private Void begin(Optional<Position> since, SubscribeResult.Subscribed subscribed) {
        hears = true;
        assertThat(losses || subscribed.recovered()).as("recovered, seed %d", seed).isTrue();
        view = subscribed.recovered() ? since : Optional.empty();
        view = view.or(() -> Optional.of(subscribed.position()));
        return null;
      }

      private Void refuse(RoomRefusal why) {
        assertThat(why).isEqualTo(RoomRefusal.STORE_UNAVAILABLE);
        assertThat(losses).isTrue();
        hears = false;
        return null;
      }

      private void leave() {
        if (visit != null) {
          visit.unsubscribe(ROOM.value(), refused -> hears = false);
        }
      }

      private void disconnect() {
        if (visit != null) {
          hears = false;
          RoomVisit left = visit;
          visit = null;
          left.end();
        }
      }

      private void checkAtRest() {
        if (hears) {
          assertThat(view).as("the view, seed %d", seed).contains(broker.log(ROOM).top);
        }
      }

      @Override
      public Executor executor() {
        return loop;
      }

      @Override
      public void onMessages(List<RoomDelivery> messages) {
        assertThat(messages).isNotEmpty();
        for (RoomDelivery delivery : messages) {
          delivery.form(Counted.class, ignored -> new Counted(forms));
          RoomMessage message = delivery.message();
          assertThat(hears).as("heard by who left, seed %d", seed).isTrue();
          assertThat(message.position().isRightAfter(view.orElseThrow()))
              .as("%s after %s, seed %d", message.position(), view, seed)
              .isTrue();
          assertThat(broker.log(ROOM).messages).contains(message);
          view = Optional.of(message.position());
        }
      }

      @Override
      public void onResync(RoomName room, Position from) {
        assertThat(losses).as("a resync where nothing was lost, seed %d", seed).isTrue();
        assertThat(hears).isTrue();
        assertThat(view)
            .as("a resync that says nothing, seed %d", seed)
            .isNotEqualTo(Optional.of(from));
        view = Optional.of(from);
      }
    }
  }

  /** A form whose end is seen. */
  record Counted(AtomicInteger alive) implements RoomDelivery.Form {
    Counted {
      alive.incrementAndGet();
    }

    @Override
    public void dispose() {
      alive.decrementAndGet();
    }
  }
}
