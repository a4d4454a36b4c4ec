package dev.isochrone.cli.table;

import dev.isochrone.model.Region;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What tables are made of, in the words of flags and files. */
final class Words {
  private Words() {}

  /** In lower case with hyphens. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant that is called so.
   *
   * @throws TypeConversionException none is; the message says which there are
   */
  static <E extends Enum<E>> E parse(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equalsIgnoreCase(word))
        .findAny()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + word
                        + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                            .map(Words::of)
                            .collect(Collectors.joining(", "))));
  }

  /** Where rows live. */
  static String of(HomeRule rule) {
    if (rule instanceof HomeRule.ByRegionColumn named) {
      return "by-region-column " + named.column();
    } else if (rule instanceof HomeRule.ByValue mapped) {
      return "by-value of " + mapped.column() + ", " + mapped.regions().size() + " mapped";
    } else if (rule instanceof HomeRule.Pinned all) {
      return "pinned to " + all.region();
    } else if (rule instanceof HomeRule.ByHash spread) {
      return "by-hash, " + weights(spread.weights());
    } else if (rule instanceof HomeRule.ByLocation located) {
      return "by-location of " + located.latitude() + ", " + located.longitude();
    } else if (rule instanceof HomeRule.ByRange ranged) {
      return "by-range of " + ranged.column() + ", " + ranged.spans().size() + " spans";
    } else if (rule instanceof HomeRule.Everywhere) {
      return "none: every region takes writes";
    }
    throw new AssertionError(rule);
  }

  /** {@code eu-west, us-east}. */
  static String list(Collection<?> things) {
    return things.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static String weights(SortedMap<Region, Integer> weights) {
    return weights.entrySet().stream()
        .map(weight -> weight.getKey() + " " + weight.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Of {@code --locality}. */
  static final class Localities implements ITypeConverter<TableLocality> {
    @Override
    public TableLocality convert(String word) {
      return parse(TableLocality.class, word);
    }
  }

  /** Of {@code --policy}. */
  static final class Policies implements ITypeConverter<ConflictPolicy> {
    @Override
    public ConflictPolicy convert(String word) {
      return parse(ConflictPolicy.class, word);
    }
  }

  /** Of {@code --partitioning}. */
  static final class Partitionings implements ITypeConverter<Partitioning> {
    @Override
    public Partitioning convert(String word) {
      return parse(Partitioning.class, word);
    }
  }
}
