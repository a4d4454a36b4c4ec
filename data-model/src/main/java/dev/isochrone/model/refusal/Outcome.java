package dev.isochrone.model.refusal;

import java.util.function.Function;

/** What became of a request: done, or refused; a refusal of kind UNKNOWN is the third outcome. */
public sealed interface Outcome<T> {
  record Done<T>(T value) implements Outcome<T> {
    @Override
    public <R> R fold(
        Function<? super T, ? extends R> done, Function<Refusal, ? extends R> refused) {
      return done.apply(value);
    }
  }

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

  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** One case each. */
  <R> R fold(Function<? super T, ? extends R> done, Function<Refusal, ? extends R> refused);

  default <U> Outcome<U> map(Function<? super T, ? extends U> change) {
    return fold(value -> done(change.apply(value)), Outcome::refused);
  }

  default T orThrow() throws RefusedException {
    if (this instanceof Refused<T> refused) {
      throw refused.refusal().asException();
    }
    return ((Done<T>) this).value();
  }
}
