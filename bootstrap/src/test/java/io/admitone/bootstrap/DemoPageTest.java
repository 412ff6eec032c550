package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoPageTest {
  private final DemoPage demo = new DemoPage("/tickets/v1");

  @Test
  void allowsItselfNothingButItsOwnFiles() {
    assertThat(demo.page().getHeaders().get("Content-Security-Policy"))
        .startsWith("default-src 'self';")
        .doesNotContain("unsafe", "http", "*");
  }

  @Test
  void hasNothingInlineThatItsPolicyWouldForbid() {
    String page = text(demo.page());

    assertThat(page)
        .doesNotContain("<style", "style=", "javascript:")
        .doesNotContainPattern(" on[a-z]+=");
    assertThat(page).doesNotContainPattern("<script(?![^>]* src=)");
  }

  @Test
  void namesNoOtherHost() {
    assertThat(text(demo.page())).doesNotContain("://");
    assertThat(text(demo.style())).doesNotContain("://", "@import");
  }

  @Test
  void treatsWhatTheServerSaysAsTextOnly() {
    assertThat(text(demo.script()))
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "eval(");
  }

  @Test
  void asksTheApiWhereItIs() {
    assertThat(text(demo.page())).contains("<meta name=\"api\" content=\"/tickets/v1\">");
  }

  @Test
  void isNeverServedStale() {
    assertThat(demo.script().getHeaders().get("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void tellsTheTypeOfEachFile() {
    assertThat(demo.page().getHeaders().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(demo.script().getHeaders().get("Content-Type"))
        .isEqualTo("text/javascript; charset=utf-8");
    assertThat(demo.style().getHeaders().get("Content-Type")).isEqualTo("text/css; charset=utf-8");
    assertThat(demo.icon().getHeaders().get("Content-Type")).isEqualTo("image/svg+xml");
  }

  private static String text(HttpResponse<byte[]> file) {
    return new String(file.body(), StandardCharsets.UTF_8);
  }
}
