package io.admitone.contract;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Faults against rules 4, 5 and 14: what comes back is not what went in. */
final class StoresThatMixUp {
  private static final int ONE_COLUMN = 64 * 1024;

  private StoresThatMixUp() {}

  static List<BrokenStore> all() {
    return List.of(
        losing(
            "the bound client",
            g -> with(g, g.identity(), new Bindings(none(), origin(g))),
            "returnsEveryFieldOfAGrant",
            "returnsTheLargestGrant"),
        losing(
            "the bound origin",
            g -> with(g, g.identity(), new Bindings(client(g), none())),
            "returnsEveryFieldOfAGrant",
            "returnsTextOfEveryScript",
            "returnsTheLargestGrant"),
        losing(
            "the rooms",
            g -> with(g, rooms(g, List.of()), g.bindings()),
            "returnsEveryFieldOfAGrant",
            "returnsTextOfEveryScript",
            "returnsTheLargestGrant"),
        losing(
            "the order of rooms",
            g -> with(g, rooms(g, sorted(g)), g.bindings()),
            "returnsEveryFieldOfAGrant"),
        losing(
            "milliseconds",
            StoresThatMixUp::toSeconds,
            "returnsEveryFieldOfAGrant",
            "returnsTextOfEveryScript",
            "returnsTheLargestGrant"),
        losing(
            "the trace id",
            StoresThatMixUp::withoutTraceId,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "returnsEveryFieldOfAGrant",
            "returnsTextOfEveryScript",
            "returnsTheLargestGrant"),
        losing(
            "what is not Latin-1",
            StoresThatMixUp::inLatin1,
            "returnsTextOfEveryScript",
            "returnsTheLargestGrant"),
        losing(
            "blanks at the ends",
            StoresThatMixUp::stripped,
            "leavesOtherSessionsAlone",
            "returnsTextOfEveryScript"),
        BrokenStore.of("holds no more than one column", HoldsLittle::new, "returnsTheLargestGrant"),
        naming("cuts its keys short", key -> key.value().substring(0, 42), "tellsAlikeKeysApart"),
        naming("names a ticket by its hash for logs", TicketKey::ticketHash, "tellsAlikeKeysApart"),
        naming("ignores case", key -> key.value().toLowerCase(Locale.ROOT), "tellsAlikeKeysApart"),
        naming(
            "takes - and _ for one", key -> key.value().replace('-', '_'), "tellsAlikeKeysApart"),
        BrokenStore.of(
            "keeps its latest grant in a field",
            OneField::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "issuesAKeyToOneOfManyWhoTryAtOnce",
            "keepsManyTicketsApart",
            "refusesToIssueAnOutstandingKeyAgain",
            "tellsAlikeKeysApart"),
        BrokenStore.of("forgets when it has many", ForgetsMany::new, "keepsManyTicketsApart"),
        BrokenStore.of(
            "empties the database at close",
            EmptiesAtClose::new,
            "leavesTheDataOfOthersAlone",
            "outlivesTheCloseOfAnotherInstance"),
        BrokenStore.of(
            "keeps its tickets to itself",
            KeepsToItself::new,
            "sharesTicketsBetweenInstancesExactlyAsDeclared"));
  }

  private static BrokenStore losing(String what, UnaryOperator<Grant> loss, String... red) {
    return BrokenStore.of(
        "loses " + what,
        db ->
            new RightStore(db) {
              @Override
              protected IssueOutcome put(ToyBackend to, TicketKey key, Grant grant, Duration ttl) {
                return super.put(to, key, loss.apply(grant), ttl);
              }
            },
        red);
  }

  private static BrokenStore naming(String fault, Function<TicketKey, String> name, String... red) {
    return BrokenStore.of(
        fault,
        db ->
            new RightStore(db) {
              @Override
              protected String name(TicketKey key) {
                return "ticket:" + name.apply(key);
              }
            },
        red);
  }

  private static Grant with(Grant grant, Identity identity, Bindings bindings) {
    return new Grant(identity, bindings, grant.createdAt(), grant.expiresAt(), grant.traceId());
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static Optional<ClientId> client(Grant grant) {
    return grant.bindings().client();
  }

  private static Optional<Origin> origin(Grant grant) {
    return grant.bindings().origin();
  }

  private static List<String> sorted(Grant grant) {
    return List.copyOf(new TreeSet<>(grant.identity().rooms()));
  }

  private static Identity rooms(Grant grant, List<String> rooms) {
    Identity was = grant.identity();
    return new Identity(was.user(), was.session(), was.roles(), rooms);
  }

  private static Grant toSeconds(Grant grant) {
    return new Grant(
        grant.identity(),
        grant.bindings(),
        grant.createdAt().truncatedTo(ChronoUnit.SECONDS),
        grant.expiresAt().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1),
        grant.traceId());
  }

  private static Grant withoutTraceId(Grant grant) {
    return new Grant(grant.identity(), grant.bindings(), grant.createdAt(), grant.expiresAt(), "");
  }

  private static Grant inLatin1(Grant grant) {
    Identity was = grant.identity();
    byte[] user = was.user().value().getBytes(StandardCharsets.ISO_8859_1);
    UserId back = new UserId(new String(user, StandardCharsets.ISO_8859_1));
    return with(
        grant, new Identity(back, was.session(), was.roles(), was.rooms()), grant.bindings());
  }

  private static Grant stripped(Grant grant) {
    Identity was = grant.identity();
    SessionId session = new SessionId(was.session().value().strip());
    return with(
        grant, new Identity(was.user(), session, was.roles(), was.rooms()), grant.bindings());
  }

  static final class HoldsLittle extends RightStore {
    HoldsLittle(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      return grant.toString().getBytes(StandardCharsets.UTF_8).length > ONE_COLUMN
          ? new IssueOutcome.Unavailable("data too long for column")
          : super.put(db, key, grant, ttl);
    }
  }

  /** A buffer shared by all calls. */
  static final class OneField extends RightStore {
    private Grant latest = Samples.grant();

    OneField(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      latest = grant;
      return super.put(db, key, grant, ttl);
    }

    @Override
    protected RedeemOutcome judge(ToyBackend db, Object value) {
      return super.judge(db, value) instanceof RedeemOutcome.Redeemed
          ? new RedeemOutcome.Redeemed(latest)
          : super.judge(db, value);
    }
  }

  static final class ForgetsMany extends RightStore {
    private static final int MANY = 300;

    ForgetsMany(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      if (db.names().size() >= MANY) {
        db.names().stream().findAny().ifPresent(db::remove);
      }
      return super.put(db, key, grant, ttl);
    }
  }

  static final class EmptiesAtClose extends RightStore {
    EmptiesAtClose(ToyBackend backend) {
      super(backend);
    }

    @Override
    public void close() {
      backend.names().forEach(backend::remove);
      super.close();
    }
  }

  /** Each instance puts a mark of its own before its keys. */
  static final class KeepsToItself extends RightStore {
    private final String mark = Samples.session().value();

    KeepsToItself(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected String name(TicketKey key) {
      return "ticket:" + mark + key.value();
    }
  }
}
