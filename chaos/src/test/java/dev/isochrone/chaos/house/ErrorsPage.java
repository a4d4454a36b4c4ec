package dev.isochrone.chaos.house;

import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusalKind;
import java.util.Arrays;
import java.util.stream.Collectors;

/** {@code docs/errors.md}, as the code would write it. */
final class ErrorsPage {
  private ErrorsPage() {}

  static String text() {
    return """
        # Refusals

        Generated from `RefusalCode`; `ErrorsPageTest` holds the two together.

        Every request ends in one of three ways: **done**, **refused** (it had and will have no effect), or **unknown** (it may have
        happened). A refusal has a code, whose number is never reused, and a kind, which says what its caller can do. Refusals are
        answers: they are expected, typed, and have no stack trace.

        """
        + Arrays.stream(RefusalKind.values())
            .map(ErrorsPage::section)
            .collect(Collectors.joining("\n"));
  }

  private static String section(RefusalKind kind) {
    String rows =
        Arrays.stream(RefusalCode.values())
            .filter(code -> code.kind() == kind)
            .map(ErrorsPage::row)
            .collect(Collectors.joining());
    return """
        ## %s

        %s

        | number | code | what is the case | what to do |
        |---|---|---|---|
        %s"""
        .formatted(kind, sentence(kind), rows);
  }

  private static String row(RefusalCode code) {
    return "| %d | `%s` | %s | %s |\n"
        .formatted(code.number(), code, code.meaning(), code.nextStep());
  }

  private static String sentence(RefusalKind kind) {
    return switch (kind) {
      case ELSEWHERE -> "No effect, now or later. Ask where it says.";
      case LATER -> "No effect, now or later. Ask here again, when it says.";
      case READ_AGAIN -> "No effect, now or later. Read again, then decide again.";
      case NEVER -> "No effect, now or later. The same request will never be carried out.";
      case UNKNOWN -> "It may have happened, or may still happen. Not to be sent again blindly.";
    };
  }
}
