package io.admitone.contract;

import static io.admitone.contract.TicketRule.ISSUED_ONCE;
import static io.admitone.contract.TicketRule.WHOLE;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules 4 and 5: a grant comes back whole, and under its own key alone. */
interface GrantRules {
  int MANY = 500;

  Bench bench();

  @Test
  default void returnsEveryFieldOfAGrant() {
    Instant created = Instant.parse("2026-03-04T05:06:07.089Z");
    Identity nobody = new Identity(new UserId("u"), Samples.session(), Set.of(), List.of());
    Identity somebody =
        new Identity(
            new UserId("u"), Samples.session(), Set.of("a", "b", "c"), List.of("z", "a", "z.*:r"));
    Bindings toClient = new Bindings(Optional.of(new ClientId("a.B:c_d-9")), Optional.empty());
    Bindings toOrigin =
        new Bindings(Optional.empty(), Optional.of(new Origin("https://a.example:8443")));

    comesBack(new Grant(nobody, Bindings.NONE, created, created, ""));
    comesBack(new Grant(somebody, toClient, created, created.plusMillis(59_999), "t-1"));
    comesBack(new Grant(somebody, toOrigin, Instant.EPOCH, created, "t".repeat(64)));
    comesBack(new Grant(nobody, toOrigin, created, Instant.parse("9999-12-31T23:59:59.999Z"), "t"));
    comesBack(Samples.grant());
  }

  @Test
  default void returnsTextOfEveryScript() {
    for (String text :
        List.of(
            "\u00e4\u00f6\u00fc\u00df \u0416 \u4f60\u597d \u05e9\u05dc\u05d5\u05dd",
            "\ud83c\udf9f\ufe0f e\u0301 \u200f\u202e",
            "\"quoted\" 'single' \\back\\ /slash/ {json:[1]} <tag> ;--",
            "tab\tline\r\nnul\u0000bell\u0007\u007f\u2028",
            " leading and trailing ",
            "*?[a-z]^${x}%s%n:{hash}")) {
      comesBack(
          new Grant(
              new Identity(
                  new UserId("u" + text),
                  new SessionId(Samples.session() + text),
                  Set.of("r" + text),
                  List.of("m" + text)),
              new Bindings(Optional.empty(), Optional.of(new Origin("o" + text))),
              Instant.EPOCH,
              Instant.EPOCH,
              text));
    }
  }

  @Test
  default void returnsTheLargestGrant() {
    String widest = "\u6f22";
    Identity identity =
        new Identity(
            new UserId(widest.repeat(UserId.MAX_LENGTH)),
            new SessionId(Samples.session() + widest.repeat(SessionId.MAX_LENGTH).substring(20)),
            longNames(Identity.MAX_ROLES).collect(Collectors.toSet()),
            longNames(Identity.MAX_ROOMS).toList());
    Bindings bindings =
        new Bindings(
            Optional.of(new ClientId("c".repeat(128))),
            Optional.of(new Origin(widest.repeat(Origin.MAX_LENGTH))));

    comesBack(new Grant(identity, bindings, Instant.EPOCH, Instant.EPOCH, widest.repeat(64)));
  }

  private static Stream<String> longNames(int count) {
    return IntStream.range(0, count).mapToObj(i -> "\u6f22".repeat(253) + (100 + i));
  }

  private void comesBack(Grant grant) {
    TicketKey key = bench().outstanding(grant, Bench.LONG);
    Grant back = bench().mustAdmit(key, "an outstanding ticket");
    GrantDifference.between(grant, back)
        .ifPresent(
            difference -> {
              throw WHOLE.broken(difference);
            });
  }

  @Test
  default void keepsManyTicketsApart() {
    Map<TicketKey, Grant> issued = new LinkedHashMap<>();
    IntStream.range(0, MANY).forEach(i -> issued.put(Samples.key(), Samples.grant()));
    Crowd.of(1, one -> issueAllWithoutWaiting(issued));

    List<TicketKey> keys = new ArrayList<>(issued.keySet());
    Collections.shuffle(keys, bench().random());

    for (TicketKey key : keys) {
      Grant back = bench().mustAdmit(key, "one of " + MANY + " outstanding tickets");
      WHOLE.require(
          Samples.areOfOneTicket(back, issued.get(key)),
          "one of " + MANY + " tickets gave the grant of another.");
    }
  }

  private int issueAllWithoutWaiting(Map<TicketKey, Grant> tickets) {
    Client client = bench().store().onOwnThread();
    List<Call<IssueOutcome>> calls = new ArrayList<>();
    tickets.forEach((key, grant) -> calls.add(client.issue(key, grant, Bench.LONG)));
    calls.forEach(Call::outcome);
    return calls.size();
  }

  @Test
  default void tellsAlikeKeysApart() {
    TicketKey key = new TicketKey("aZ-_" + Samples.key().value().substring(4));
    Map<TicketKey, Grant> alike =
        IntStream.range(0, key.value().length())
            .boxed()
            .flatMap(at -> GrantRules.alike(key, at))
            .distinct()
            .collect(Collectors.toMap(Function.identity(), k -> Samples.grant()));
    Grant grant = Samples.grant();
    bench().mustIssue(key, grant, Bench.LONG);
    alike.keySet().forEach(k -> bench().mustRefuse(k, ISSUED_ONCE, "a key that only looks alike"));

    alike.forEach((k, g) -> bench().mustIssue(k, g, Bench.LONG));

    alike.put(key, grant);
    alike.forEach(
        (k, g) ->
            WHOLE.require(
                Samples.areOfOneTicket(
                    bench().mustAdmit(k, "a key beside others that look alike"), g),
                "a key gave the grant of another that differs from it in one character."));
  }

  /** Keys that differ in this character, or only in its case. */
  private static Stream<TicketKey> alike(TicketKey key, int at) {
    String value = key.value();
    boolean last = at == value.length() - 1;
    String there = value.substring(at, at + 1);
    // Of the last character some bits are always zero, and a store need not keep those.
    Stream<String> others =
        last
            ? Stream.of("A", "Q")
            : Stream.of("-", "_", "x", there.toLowerCase(Locale.ROOT), upper(there));
    return others
        .filter(other -> !other.equals(there))
        .map(other -> value.substring(0, at) + other + value.substring(at + 1))
        .map(TicketKey::new);
  }

  private static String upper(String there) {
    return there.toUpperCase(Locale.ROOT);
  }

  @Test
  default void refusesToIssueAnOutstandingKeyAgain() {
    Grant first = Samples.grant();
    TicketKey key = bench().outstanding(first, Bench.LONG);

    IssueOutcome second = bench().store().issue(key, Samples.grant(), Bench.LONG).outcome();

    ISSUED_ONCE.require(
        second instanceof IssueOutcome.Collision,
        "issuing a key that was outstanding ended as " + second + ".");
    ISSUED_ONCE.require(
        Samples.areOfOneTicket(
            bench().mustAdmit(key, "a ticket whose key was issued again"), first),
        "the second issue of a key replaced the first grant.");
  }
}
