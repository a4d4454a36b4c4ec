package dev.isochrone.region.format;

import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.ConflictPolicy;
import dev.isochrone.model.table.Copies;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.KeyType;
import dev.isochrone.model.table.Partitioning;
import dev.isochrone.model.table.TableLocality;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.ResidencyDomain;
import java.util.Optional;
import java.util.TreeSet;

/** Tables and residency domains: docs/formats.md, section 19.2. */
final class TableForms {
  /** What of a placement is said, beside what always is. */
  private static final int RESIDENCY = 1;

  private static final int COPIES = 2;

  private TableForms() {}

  static void table(ByteWriter out, TableSpec table) {
    out.u32(table.id());
    name(out, table.name());
    Forms.<KeyColumn>list(
        out, table.key(), (to, column) -> to.string(column.name()).u8(column.type().number()));
    out.u8(table.partitionKeyColumns());
    Forms.<Column>list(out, table.columns(), TableForms::column);
    placement(out, table.placement());
    TableSpec.Versions versions = table.versions();
    out.u32(versions.rule()).u32(versions.schema()).u32(versions.policy());
  }

  static TableSpec table(ByteReader in) throws FormatException {
    return new TableSpec(
        in.u32(),
        name(in),
        Forms.<KeyColumn>list(
            in,
            from ->
                new KeyColumn(
                    from.string(),
                    Forms.numbered(from, KeyType.values(), KeyType::number, "key type"))),
        in.u8(),
        Forms.<Column>list(in, TableForms::column),
        placement(in),
        new TableSpec.Versions(in.u32(), in.u32(), in.u32()));
  }

  static void name(ByteWriter out, TableName name) {
    out.string(name.namespace()).string(name.table());
  }

  static TableName name(ByteReader in) throws FormatException {
    return new TableName(in.string(), in.string());
  }

  static void column(ByteWriter out, Column column) {
    out.string(column.name()).u8(column.type().tag());
  }

  static Column column(ByteReader in) throws FormatException {
    return new Column(
        in.string(), Forms.numbered(in, ValueType.values(), ValueType::tag, "column type"));
  }

  static void placement(ByteWriter out, TableSpec.Placement placement) {
    out.u8(placement.locality().number());
    RuleForms.rule(out, placement.rule());
    out.u8(placement.partitioning().number());
    Forms.<ConflictPolicy>optional(out, placement.policy(), (to, policy) -> to.u8(policy.number()));
    Copies copies = placement.copies();
    out.u8((placement.residency().isPresent() ? RESIDENCY : 0) | (copies.isAll() ? 0 : COPIES));
    placement.residency().ifPresent(domain -> out.string(domain.name()));
    if (!copies.isAll()) {
      out.u8(copies.elsewhere());
    }
  }

  static TableSpec.Placement placement(ByteReader in) throws FormatException {
    TableLocality locality =
        Forms.numbered(in, TableLocality.values(), TableLocality::number, "locality");
    HomeRule rule = RuleForms.rule(in);
    Partitioning partitioning =
        Forms.numbered(in, Partitioning.values(), Partitioning::number, "partitioning");
    Optional<ConflictPolicy> policy =
        Forms.optional(
            in,
            from ->
                Forms.numbered(
                    from, ConflictPolicy.values(), ConflictPolicy::number, "conflict policy"));
    int said = in.u8();
    if (said > (RESIDENCY | COPIES)) {
      throw FormatException.malformed("placement with flags " + said);
    }
    Optional<DomainName> residency =
        (said & RESIDENCY) == 0 ? Optional.empty() : Optional.of(new DomainName(in.string()));
    return new TableSpec.Placement(
        locality,
        rule,
        partitioning,
        policy,
        residency,
        (said & COPIES) == 0 ? Copies.ALL : new Copies(in.u8()));
  }

  static void domain(ByteWriter out, ResidencyDomain domain) {
    out.string(domain.name().name());
    Forms.<Region>list(out, domain.regions(), (to, region) -> to.string(region.name()));
  }

  static ResidencyDomain domain(ByteReader in) throws FormatException {
    return new ResidencyDomain(
        new DomainName(in.string()),
        new TreeSet<>(Forms.map(in, PlaceForms::region, (Region region) -> region).keySet()));
  }
}
