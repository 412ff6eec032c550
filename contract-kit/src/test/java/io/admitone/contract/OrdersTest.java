package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.contract.History.Answer;
import io.admitone.contract.History.Event;
import io.admitone.contract.History.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OrdersTest {
  @Test
  void explainsCallsThatCameOneByOne() {
    assertThat(
            Orders.explain(
                List.of(
                    at(1, 2, Kind.NOT_REDEEMABLE),
                    at(3, 4, Kind.ISSUED, "a"),
                    at(5, 6, Kind.COLLISION, "b"),
                    at(7, 8, Kind.REDEEMED, "a"),
                    at(9, 10, Kind.NOTHING_TO_REVOKE))))
        .isTrue();
  }

  @Test
  void explainsCallsThatOverlapInWhicheverOrderFits() {
    assertThat(
            Orders.explain(
                List.of(
                    at(1, 10, Kind.REDEEMED, "a"),
                    at(2, 9, Kind.NOT_REDEEMABLE),
                    at(3, 8, Kind.ISSUED, "a"))))
        .isTrue();
  }

  @Test
  void doesNotExplainASecondAdmission() {
    assertThat(
            Orders.explain(
                List.of(
                    at(1, 2, Kind.ISSUED, "a"),
                    at(3, 9, Kind.REDEEMED, "a"),
                    at(4, 8, Kind.REDEEMED, "a"))))
        .isFalse();
  }

  @Test
  void doesNotExplainAnAdmissionBeforeTheIssueBegan() {
    assertThat(Orders.explain(List.of(at(1, 2, Kind.REDEEMED, "a"), at(3, 4, Kind.ISSUED, "a"))))
        .isFalse();
  }

  @Test
  void doesNotExplainAnAdmissionAfterARevocationHadEnded() {
    assertThat(
            Orders.explain(
                List.of(
                    at(1, 2, Kind.ISSUED, "a"),
                    at(3, 4, Kind.SESSION_ENDED),
                    at(5, 6, Kind.REDEEMED, "a"))))
        .isFalse();
  }

  @Test
  void doesNotExplainTheGrantOfAnother() {
    assertThat(Orders.explain(List.of(at(1, 2, Kind.ISSUED, "a"), at(3, 4, Kind.REDEEMED, "b"))))
        .isFalse();
  }

  @Test
  void letsAnIndeterminateCallHaveHappenedLaterOrNever() {
    List<Event> never = List.of(at(1, 2, Kind.ISSUED, "a"), at(3, 4, Kind.END_INDETERMINATE));
    Event refused = at(7, 8, Kind.NOT_REDEEMABLE);
    Event admitted = at(5, 6, Kind.REDEEMED, "a");

    assertThat(Orders.explain(List.of(never.get(0), never.get(1), admitted, refused))).isTrue();
    assertThat(Orders.explain(List.of(never.get(0), never.get(1), refused))).isTrue();
  }

  @Test
  void passesOverCallsThatHadNoEffect() {
    assertThat(
            Orders.explain(
                List.of(
                    at(1, 2, Kind.ISSUED, "a"),
                    at(3, 4, Kind.UNAVAILABLE),
                    at(5, 6, Kind.REDEEMED, "a"))))
        .isTrue();
  }

  private static Event at(long began, long ended, Kind kind) {
    return at(began, ended, kind, "");
  }

  private static Event at(long began, long ended, Kind kind, String grant) {
    return new Event(0, kind.name(), new Answer(kind, grant), began, ended);
  }
}
