package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.micronaut.json.tree.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CloseCodesFileTest {
  @Test
  void theFileAndTheTableAreTheSame() {
    List<Row> file =
        StreamSupport.stream(Protocol.closeCodes().values().spliterator(), false)
            .map(CloseCodesFileTest::read)
            .toList();

    List<Row> table =
        Arrays.stream(CloseCode.values())
            .map(
                code ->
                    new Row(
                        code.name(),
                        code.code(),
                        code.reason(),
                        code.advice().name(),
                        code != CloseCode.ABNORMAL))
            .toList();

    assertThat(file).containsExactlyElementsOf(table);
  }

  @Test
  void everyReasonFitsIntoACloseFrame() {
    assertThat(CloseCode.values())
        .allSatisfy(
            code ->
                assertThat(code.reason())
                    .matches("[A-Z0-9_]*")
                    .hasSizeLessThanOrEqualTo(CloseCode.MAX_REASON_BYTES));
  }

  private static Row read(JsonNode row) {
    assertThat(row.get("meaning").getStringValue()).isNotBlank();
    return new Row(
        row.get("name").getStringValue(),
        row.get("code").getIntValue(),
        row.get("reason").getStringValue(),
        row.get("advice").getStringValue(),
        row.get("sent").getBooleanValue());
  }

  private record Row(String name, int code, String reason, String advice, boolean sent) {}
}
