package dev.isochrone.wire;

import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where in a message something stands, so that its refusal can name it, as in {@code
 * document.fields[name].list[3]}. The text is made only when there is something to refuse: paths
 * are walked on every request.
 *
 * <p>Within the translation a refusal travels as {@link RefusedException}, which has no stack
 * trace; {@link #total} turns it into a value at the door.
 */
public final class FieldPath {
  /** How much of a map's key, or of a reason, a message repeats: both may be a caller's data. */
  private static final int QUOTED_MAX = 100;

  private final @Nullable FieldPath parent;
  private final String step;

  private FieldPath(@Nullable FieldPath parent, String step) {
    this.parent = parent;
    this.step = step;
  }

  /** A reader of a message that refuses by exception. */
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws RefusedException;
  }

  /** What was read, or why it was not. */
  public static <T> Outcome<T> total(Reading<T> reading) {
    try {
      return Outcome.done(reading.read());
    } catch (RefusedException refused) {
      return Outcome.refused(refused.refusal());
    }
  }

  /** A field of the message itself. */
  public static FieldPath of(String field) {
    return new FieldPath(null, field);
  }

  /** A field of the message that stands here. */
  public FieldPath field(String name) {
    return new FieldPath(this, name);
  }

  /** An element of the list that stands here, from 0. */
  public FieldPath element(int index) {
    return new FieldPath(this, "[" + index + "]");
  }

  /** An entry of the map that stands here. */
  public FieldPath entry(String key) {
    return new FieldPath(this, "[" + cut(key) + "]");
  }

  RefusedException invalid(String why) {
    return refused(RefusalCode.INVALID_REQUEST, why);
  }

  /** What stands here is refused with this code. */
  public RefusedException refused(RefusalCode code, String why) {
    return Refusal.of(code, this + ": " + cut(why)).asException();
  }

  /** Bytes that are not what they should be; a newer form is refused as such. */
  RefusedException refused(FormatException unfit) {
    boolean newer = unfit.problem() == FormatException.Problem.NEWER_FORMAT;
    return refused(
        newer ? RefusalCode.NEWER_FORMAT : RefusalCode.INVALID_REQUEST,
        String.valueOf(unfit.getMessage()));
  }

  /**
   * Refuses what stands here, unless a condition holds.
   *
   * @param otherwise why it is {@code INVALID_REQUEST}
   */
  public void require(boolean holds, String otherwise) throws RefusedException {
    if (!holds) {
      throw invalid(otherwise);
    }
  }

  /** What a feature of a later release would fill must be empty, or the caller is deceived. */
  public void requireUnused(boolean unused, String feature) throws RefusedException {
    if (!unused) {
      throw refused(RefusalCode.NOT_SUPPORTED, feature + " are not in this release");
    }
  }

  /** The value, if its constructor takes it. */
  public <T> T value(Supplier<T> constructor) throws RefusedException {
    try {
      return constructor.get();
    } catch (IllegalArgumentException unfit) {
      throw invalid(String.valueOf(unfit.getMessage()));
    }
  }

  /** An unsigned 32-bit number, which our types bound by 2^31 - 1. */
  public int number(int unsigned) throws RefusedException {
    require(unsigned >= 0, "too large");
    return unsigned;
  }

  /** An unsigned 64-bit number, which our types bound by 2^63 - 1. */
  public long number(long unsigned) throws RefusedException {
    require(unsigned >= 0, "too large");
    return unsigned;
  }

  /** The constant with this number. */
  public <E extends Enum<E>> E numbered(E[] constants, ToIntFunction<E> numberOf, int number)
      throws RefusedException {
    Optional<E> constant =
        Arrays.stream(constants).filter(it -> numberOf.applyAsInt(it) == number).findAny();
    if (constant.isEmpty()) {
      throw invalid(number == 0 ? "missing" : "has no meaning for " + number);
    }
    return constant.get();
  }

  @Override
  public String toString() {
    return parent == null || step.startsWith("[") ? prefix() + step : prefix() + "." + step;
  }

  private String prefix() {
    return parent == null ? "" : parent.toString();
  }

  private static String cut(String text) {
    return text.length() <= QUOTED_MAX ? text : text.substring(0, QUOTED_MAX) + "...";
  }
}
