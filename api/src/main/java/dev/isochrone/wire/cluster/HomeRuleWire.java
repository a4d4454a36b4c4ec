package dev.isochrone.wire.cluster;

import dev.isochrone.model.Coordinates;
import dev.isochrone.model.Region;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.KeyWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Home rules on the wire, and where regions lie. */
final class HomeRuleWire {
  private HomeRuleWire() {}

  static dev.isochrone.api.v1.HomeRule toProto(HomeRule rule) {
    dev.isochrone.api.v1.HomeRule.Builder proto = dev.isochrone.api.v1.HomeRule.newBuilder();
    if (rule instanceof HomeRule.ByValue mapped) {
      proto.getByValueBuilder().setColumn(mapped.column());
      mapped
          .regions()
          .forEach((value, region) -> proto.getByValueBuilder().putRegion(value, region.name()));
    } else if (rule instanceof HomeRule.Pinned pinned) {
      proto.getPinnedBuilder().setRegion(pinned.region().name());
    } else if (rule instanceof HomeRule.ByRegionColumn named) {
      proto.getByRegionColumnBuilder().setColumn(named.column());
    } else if (rule instanceof HomeRule.ByLocation located) {
      proto.setByLocation(byLocation(located));
    } else if (rule instanceof HomeRule.ByRange ranged) {
      proto.setByRange(byRange(ranged));
    } else if (rule instanceof HomeRule.ByHash spread) {
      spread
          .weights()
          .forEach((region, weight) -> proto.getByHashBuilder().putWeight(region.name(), weight));
    } else if (rule instanceof HomeRule.Everywhere) {
      proto.setEverywhere(dev.isochrone.api.v1.HomeRule.Everywhere.getDefaultInstance());
    } else {
      throw new AssertionError(rule);
    }
    return proto.build();
  }

  static HomeRule read(dev.isochrone.api.v1.HomeRule rule, FieldPath path) throws RefusedException {
    return switch (rule.getRuleCase()) {
      case BY_VALUE -> byValue(rule.getByValue(), path.field("by_value"));
      case PINNED ->
          new HomeRule.Pinned(
              path.field("pinned")
                  .field("region")
                  .value(() -> new Region(rule.getPinned().getRegion())));
      case BY_REGION_COLUMN ->
          path.field("by_region_column")
              .field("column")
              .value(() -> new HomeRule.ByRegionColumn(rule.getByRegionColumn().getColumn()));
      case BY_LOCATION -> byLocation(rule.getByLocation(), path.field("by_location"));
      case BY_RANGE -> byRange(rule.getByRange(), path.field("by_range"));
      case BY_HASH -> byHash(rule.getByHash(), path.field("by_hash"));
      case EVERYWHERE -> HomeRule.Everywhere.EVERYWHERE;
      case RULE_NOT_SET ->
          throw path.refused(RefusalCode.NEWER_FORMAT, "none that this release knows");
    };
  }

  static dev.isochrone.api.v1.Coordinates toProto(Coordinates coordinates) {
    return dev.isochrone.api.v1.Coordinates.newBuilder()
        .setLatitudeMicrodegrees(coordinates.latitude())
        .setLongitudeMicrodegrees(coordinates.longitude())
        .build();
  }

  static Coordinates read(dev.isochrone.api.v1.Coordinates coordinates, FieldPath path)
      throws RefusedException {
    return path.value(
        () ->
            new Coordinates(
                coordinates.getLatitudeMicrodegrees(), coordinates.getLongitudeMicrodegrees()));
  }

  private static dev.isochrone.api.v1.HomeRule.ByLocation byLocation(HomeRule.ByLocation rule) {
    dev.isochrone.api.v1.HomeRule.ByLocation.Builder proto =
        dev.isochrone.api.v1.HomeRule.ByLocation.newBuilder()
            .setLatitudeColumn(rule.latitude())
            .setLongitudeColumn(rule.longitude());
    rule.regions().forEach((region, place) -> proto.putRegion(region.name(), toProto(place)));
    return proto.build();
  }

  private static dev.isochrone.api.v1.HomeRule.ByRange byRange(HomeRule.ByRange rule) {
    dev.isochrone.api.v1.HomeRule.ByRange.Builder proto =
        dev.isochrone.api.v1.HomeRule.ByRange.newBuilder().setColumn(rule.column());
    for (HomeRule.ByRange.Span span : rule.spans()) {
      dev.isochrone.api.v1.HomeRule.ByRange.Span.Builder entry =
          proto.addSpanBuilder().setRegion(span.region().name());
      span.from().map(KeyWire::component).ifPresent(entry::setFrom);
      span.to().map(KeyWire::component).ifPresent(entry::setTo);
    }
    return proto.build();
  }

  private static HomeRule byValue(dev.isochrone.api.v1.HomeRule.ByValue rule, FieldPath path)
      throws RefusedException {
    SortedMap<String, Region> regions = new TreeMap<>();
    for (Map.Entry<String, String> entry : rule.getRegionMap().entrySet()) {
      FieldPath at = path.field("region").entry(entry.getKey());
      regions.put(entry.getKey(), at.value(() -> new Region(entry.getValue())));
    }
    return path.value(() -> new HomeRule.ByValue(rule.getColumn(), regions));
  }

  private static HomeRule byLocation(dev.isochrone.api.v1.HomeRule.ByLocation rule, FieldPath path)
      throws RefusedException {
    SortedMap<Region, Coordinates> regions = new TreeMap<>();
    for (Map.Entry<String, dev.isochrone.api.v1.Coordinates> entry :
        rule.getRegionMap().entrySet()) {
      FieldPath at = path.field("region").entry(entry.getKey());
      regions.put(at.value(() -> new Region(entry.getKey())), read(entry.getValue(), at));
    }
    return path.value(
        () ->
            new HomeRule.ByLocation(rule.getLatitudeColumn(), rule.getLongitudeColumn(), regions));
  }

  private static HomeRule byRange(dev.isochrone.api.v1.HomeRule.ByRange rule, FieldPath path)
      throws RefusedException {
    List<HomeRule.ByRange.Span> spans = new ArrayList<>();
    for (dev.isochrone.api.v1.HomeRule.ByRange.Span span : rule.getSpanList()) {
      FieldPath at = path.field("span").element(spans.size());
      Optional<KeyPart> from =
          span.hasFrom()
              ? Optional.of(KeyWire.part(span.getFrom(), at.field("from")))
              : Optional.empty();
      Optional<KeyPart> to =
          span.hasTo() ? Optional.of(KeyWire.part(span.getTo(), at.field("to"))) : Optional.empty();
      Region region = at.field("region").value(() -> new Region(span.getRegion()));
      spans.add(at.value(() -> new HomeRule.ByRange.Span(from, to, region)));
    }
    return path.value(() -> new HomeRule.ByRange(rule.getColumn(), spans));
  }

  private static HomeRule byHash(dev.isochrone.api.v1.HomeRule.ByHash rule, FieldPath path)
      throws RefusedException {
    SortedMap<Region, Integer> weights = new TreeMap<>();
    for (Map.Entry<String, Integer> entry : rule.getWeightMap().entrySet()) {
      FieldPath at = path.field("weight").entry(entry.getKey());
      weights.put(at.value(() -> new Region(entry.getKey())), entry.getValue());
    }
    return path.value(() -> new HomeRule.ByHash(weights));
  }
}
