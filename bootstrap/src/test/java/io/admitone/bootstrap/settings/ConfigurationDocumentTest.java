package io.admitone.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageSaysWhatTheTableSays() throws IOException {
    if (System.getProperty("docs.write") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, ConfigurationDocument.text());
    }

    assertThat(PAGE).exists();
    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md is out of date; its first lines say how to write it anew")
        .isEqualTo(ConfigurationDocument.text());
  }

  @Test
  void everyDefaultIsAValueThatItsSettingTakes() {
    for (Setting<?> setting : SettingTable.ALL) {
      setting
          .developing()
          .ifPresent(text -> assertThat(setting.defaultIn(Environment.DEV)).as(text).isPresent());
      setting
          .serving()
          .ifPresent(text -> assertThat(setting.defaultIn(Environment.PROD)).as(text).isPresent());
    }
  }

  @Test
  void theUsageNamesEverySettingAndItsVariables() {
    for (Setting<?> setting : SettingTable.ALL) {
      assertThat(Usage.text()).contains(setting.name());
      setting.variables().forEach(name -> assertThat(Usage.text()).contains(name));
    }
  }
}
