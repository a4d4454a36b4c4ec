package dev.isochrone.model.refusal;

import java.util.function.Function;

/** What became of a request: done, or refused; a refusal of kind UNKNOWN is the third outcome. */
public sealed interface Outcome<T> {
  /** It took effect, or was read. */
  record Done<T>(T value) implements Outcome<T> {
    @Override
    public <R> R fold(
        Function<? super T, ? extends R> done, Function<Refusal, ? extends R> refused) {
      return done.apply(value);
    }
  }

  /** It was not carried out; or, for kind UNKNOWN, nobody knows. */
  record Refused<T>(Refusal refusal) implements Outcome<T> {
    /** The same refusal of a request for something else. */
    public <U> Outcome<U> as() {
      return new Refused<>(refusal);
    }

    @Override
    public <R> R fold(
        Function<? super T, ? extends R> done, Function<Refusal, ? extends R> refused) {
      return refused.apply(refusal);
    }
  }

  /** Done, with this result. */
  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  /** Not carried out, for this reason. */
  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** One case each. */
  <R> R fold(Function<? super T, ? extends R> done, Function<Refusal, ? extends R> refused);

  /** The same outcome with another result; a refusal stays. */
  default <U> Outcome<U> map(Function<? super T, ? extends U> change) {
    return fold(value -> done(change.apply(value)), Outcome::refused);
  }

  /** The result, or the refusal as an exception. */
  default T orThrow() throws RefusedException {
    if (this instanceof Refused<T> refused) {
      throw refused.refusal().asException();
    }
    return ((Done<T>) this).value();
  }
}
