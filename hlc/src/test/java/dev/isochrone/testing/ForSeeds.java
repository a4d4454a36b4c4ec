package dev.isochrone.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Runs a test once per seed, {@code 1..value}. {@code -Dseed=N} runs it for that seed alone. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed {0}") // so the report of a failure already names its seed
@ArgumentsSource(ForSeeds.Seeds.class)
public @interface ForSeeds {
  int value() default 300;

  /** The seeds of one annotated test. */
  final class Seeds implements ArgumentsProvider, AnnotationConsumer<ForSeeds> {
    private int count;

    @Override
    public void accept(ForSeeds annotation) {
      count = annotation.value();
    }

    @Override
    public Stream<Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      Long pinned = Long.getLong("seed");
      LongStream seeds = pinned == null ? LongStream.rangeClosed(1, count) : LongStream.of(pinned);
      return seeds.mapToObj(Arguments::of);
    }
  }
}
