package io.admitone.bootstrap.settings;

import java.util.stream.Collectors;

/** What {@code --help} says. */
public final class Usage {
  private Usage() {}

  /** How to call the program, and every setting in a few words. */
  public static String text() {
    return """
        Admit One: one-time tickets that let browsers open WebSockets.

        java -jar admitone.jar [--admitone.name=value ...]
            serves until it is told to stop (SIGTERM)
        java -jar admitone.jar probe <base-url> [--token <jwt>] [--origin <origin>]
            goes the whole way of a page against a running server
        java -jar admitone.jar health [<path> or <url>]
            asks the server at PORT of this machine for /health/live, or what is given; 0 is 200
        java -jar admitone.jar --help

        Settings come from the command line, then system properties (-Dadmitone.name=value),
        then environment variables, then the file of admitone.config-file.

        """
        + SettingTable.ALL.stream().map(Usage::entry).collect(Collectors.joining("\n"));
  }

  private static String entry(Setting<?> setting) {
    return "%s  (%s)%n    %s%n    Takes %s.%s%n"
        .formatted(
            setting.name(),
            String.join(" or ", setting.variables()),
            setting.meaning().replace("`", ""),
            setting.kind().allowed(),
            defaults(setting));
  }

  private static String defaults(Setting<?> setting) {
    String developing = setting.developing().orElse("none");
    String serving = setting.serving().orElse("none");
    if (developing.equals(serving)) {
      return developing.equals("none") ? "" : " Default: " + developing + ".";
    }
    return " Default: %s in dev and test, %s in staging and prod.".formatted(developing, serving);
  }
}
