package dev.isochrone.region.format;

import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What all forms of this package are made of. */
final class Forms {
  private static final int ID_BYTES = 16;

  private Forms() {}

  /** A reader of one thing. */
  @FunctionalInterface
  interface Reading<T> {
    T from(ByteReader in) throws FormatException;
  }

  /** The whole form. What a type's constructor refuses, these bytes can't be. */
  static <T> T whole(Bytes bytes, String form, int format, Reading<T> reading)
      throws FormatException {
    ByteReader in = new ByteReader(bytes);
    in.format(format, form);
    try {
      T value = reading.from(in);
      in.end(form);
      return value;
    } catch (IllegalArgumentException unfit) {
      throw FormatException.malformed(form);
    }
  }

  static <T> void list(
      ByteWriter out, Collection<? extends T> items, BiConsumer<ByteWriter, T> item) {
    out.varint(items.size());
    items.forEach(each -> item.accept(out, each));
  }

  static <T> List<T> list(ByteReader in, Reading<? extends T> item) throws FormatException {
    List<T> items = new ArrayList<>();
    for (int left = in.count(1); left > 0; left--) {
      items.add(item.from(in));
    }
    return items;
  }

  /** Values under their own names, strictly ascending. */
  static <K extends Comparable<K>, V> SortedMap<K, V> map(
      ByteReader in, Reading<? extends V> item, Function<V, K> name) throws FormatException {
    TreeMap<K, V> map = new TreeMap<>();
    for (V value : Forms.<V>list(in, item)) {
      K key = name.apply(value);
      if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0) {
        throw FormatException.malformed("names not ascending");
      }
      map.put(key, value);
    }
    return map;
  }

  static <T> void optional(
      ByteWriter out, Optional<? extends T> value, BiConsumer<ByteWriter, T> item) {
    out.u8(value.isPresent() ? 1 : 0);
    value.ifPresent(it -> item.accept(out, it));
  }

  static <T> Optional<T> optional(ByteReader in, Reading<T> item) throws FormatException {
    int flag = in.u8();
    if (flag > 1) {
      throw FormatException.malformed("neither there nor not");
    }
    return flag == 1 ? Optional.of(item.from(in)) : Optional.empty();
  }

  static <E extends Enum<E>> E numbered(
      ByteReader in, E[] constants, ToIntFunction<E> numberOf, String what) throws FormatException {
    int number = in.u8();
    return Arrays.stream(constants)
        .filter(constant -> numberOf.applyAsInt(constant) == number)
        .findAny()
        .orElseThrow(
            () ->
                new FormatException(
                    FormatException.Problem.NEWER_FORMAT, what + " with the number " + number));
  }

  /** A 128-bit id, which we write as 32 digits elsewhere. */
  static void id(ByteWriter out, String hex) {
    out.raw(Bytes.wrap(HexFormat.of().parseHex(hex)));
  }

  static String id(ByteReader in) throws FormatException {
    return in.raw(ID_BYTES).toHex();
  }
}
