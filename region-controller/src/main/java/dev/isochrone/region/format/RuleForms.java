package dev.isochrone.region.format;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.table.HomeRule;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Home rules: docs/formats.md, section 19.2. */
final class RuleForms {
  private static final int BY_VALUE = 1;
  private static final int PINNED = 2;
  private static final int BY_REGION_COLUMN = 3;
  private static final int BY_LOCATION = 4;
  private static final int BY_RANGE = 5;
  private static final int BY_HASH = 6;
  private static final int EVERYWHERE = 7;

  private RuleForms() {}

  static void rule(ByteWriter out, HomeRule rule) {
    ByteWriter body = new ByteWriter();
    if (rule instanceof HomeRule.ByValue byValue) {
      out.u8(BY_VALUE);
      body.string(byValue.column()).varint(byValue.regions().size());
      byValue.regions().forEach((value, region) -> body.string(value).string(region.name()));
    } else if (rule instanceof HomeRule.Pinned pinned) {
      out.u8(PINNED);
      body.string(pinned.region().name());
    } else if (rule instanceof HomeRule.ByRegionColumn byRegion) {
      out.u8(BY_REGION_COLUMN);
      body.string(byRegion.column());
    } else if (rule instanceof HomeRule.ByLocation byLocation) {
      out.u8(BY_LOCATION);
      byLocation(body, byLocation);
    } else if (rule instanceof HomeRule.ByRange byRange) {
      out.u8(BY_RANGE);
      body.string(byRange.column());
      Forms.<HomeRule.ByRange.Span>list(body, byRange.spans(), RuleForms::span);
    } else if (rule instanceof HomeRule.ByHash byHash) {
      out.u8(BY_HASH);
      body.varint(byHash.weights().size());
      byHash.weights().forEach((region, weight) -> body.string(region.name()).u32(weight));
    } else if (rule instanceof HomeRule.Everywhere) {
      out.u8(EVERYWHERE);
    } else {
      throw new AssertionError(rule);
    }
    out.bytes(body);
  }

  static HomeRule rule(ByteReader in) throws FormatException {
    int kind = in.u8();
    ByteReader body = in.part(in.count(1));
    HomeRule rule = rule(kind, body);
    body.end("home rule");
    return rule;
  }

  private static HomeRule rule(int kind, ByteReader body) throws FormatException {
    return switch (kind) {
      case BY_VALUE ->
          new HomeRule.ByValue(
              body.string(),
              byName(body, from -> Map.entry(from.string(), PlaceForms.region(from))));
      case PINNED -> new HomeRule.Pinned(PlaceForms.region(body));
      case BY_REGION_COLUMN -> new HomeRule.ByRegionColumn(body.string());
      case BY_LOCATION ->
          new HomeRule.ByLocation(
              body.string(),
              body.string(),
              byName(
                  body,
                  from ->
                      Map.entry(PlaceForms.region(from), new Coordinates(from.u32(), from.u32()))));
      case BY_RANGE ->
          new HomeRule.ByRange(
              body.string(), Forms.<HomeRule.ByRange.Span>list(body, RuleForms::span));
      case BY_HASH ->
          new HomeRule.ByHash(byName(body, from -> Map.entry(PlaceForms.region(from), from.u32())));
      case EVERYWHERE -> HomeRule.Everywhere.EVERYWHERE;
      default ->
          throw new FormatException(
              FormatException.Problem.NEWER_FORMAT, "home rule of kind " + kind);
    };
  }

  private static void byLocation(ByteWriter body, HomeRule.ByLocation rule) {
    body.string(rule.latitude()).string(rule.longitude()).varint(rule.regions().size());
    rule.regions()
        .forEach(
            (region, place) ->
                body.string(region.name()).u32(place.latitude()).u32(place.longitude()));
  }

  private static void span(ByteWriter out, HomeRule.ByRange.Span span) {
    Forms.optional(out, span.from(), RuleForms::bound);
    Forms.optional(out, span.to(), RuleForms::bound);
    out.string(span.region().name());
  }

  private static HomeRule.ByRange.Span span(ByteReader in) throws FormatException {
    return new HomeRule.ByRange.Span(
        Forms.optional(in, RuleForms::bound),
        Forms.optional(in, RuleForms::bound),
        PlaceForms.region(in));
  }

  private static void bound(ByteWriter out, KeyPart bound) {
    out.bytes(KeyTuple.encode(Key.of(bound)));
  }

  private static KeyPart bound(ByteReader in) throws FormatException {
    Key key = KeyTuple.decode(in.bytes());
    if (key.parts().size() != 1) {
      throw FormatException.malformed("a bound of " + key.parts().size() + " components");
    }
    return key.parts().get(0);
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> byName(
      ByteReader in, Forms.Reading<Map.Entry<K, V>> entry) throws FormatException {
    SortedMap<K, V> map = new TreeMap<>();
    Forms.map(in, entry, (Map.Entry<K, V> each) -> each.getKey())
        .forEach((key, value) -> map.put(key, value.getValue()));
    return map;
  }
}
