package dev.isochrone.cli;

import dev.isochrone.model.refusal.RefusalKind;

/**
 * The exit codes of all commands; scripts rely on them, so a number is never given another meaning.
 */
public enum ExitCode {
  DONE(0),
  NOT_FOUND(1),
  INPUT(2),
  LATER(3),
  READ_AGAIN(4),
  UNKNOWN(5),
  DEFECT(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The code of a refusal of this kind. */
  public static ExitCode of(RefusalKind kind) {
    return switch (kind) {
      case NEVER -> INPUT;
      case LATER, ELSEWHERE -> LATER;
      case READ_AGAIN -> READ_AGAIN;
      case UNKNOWN -> UNKNOWN;
    };
  }
}
