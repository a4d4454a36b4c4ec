package dev.isochrone.wire.cluster;

import dev.isochrone.api.v1.Table;
import dev.isochrone.model.document.ValueType;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
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
import dev.isochrone.wire.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables on the wire. */
public final class TableWire {
  private TableWire() {}

  public static Table toProto(TableSpec table) {
    Table.Builder proto =
        Table.newBuilder()
            .setName(table.name().toString())
            .setId(table.id())
            .setPartitionKeyColumns(table.partitionKeyColumns())
            .setLocalityValue(table.placement().locality().number())
            .setHomeRule(HomeRuleWire.toProto(table.placement().rule()))
            .setRuleVersion(table.versions().rule())
            .setSchemaVersion(table.versions().schema())
            .setPolicyVersion(table.versions().policy())
            .setPartitioningValue(table.placement().partitioning().number());
    table.placement().policy().ifPresent(policy -> proto.setConflictPolicyValue(policy.number()));
    table.placement().residency().ifPresent(domain -> proto.setResidency(domain.name()));
    Copies copies = table.placement().copies();
    if (!copies.isAll()) {
      proto.setCopiesElsewhere(copies.elsewhere());
    }
    for (KeyColumn column : table.key()) {
      proto.addKeyColumn(
          dev.isochrone.api.v1.KeyColumn.newBuilder()
              .setName(column.name())
              .setTypeValue(column.type().number()));
    }
    for (Column column : table.columns()) {
      proto.addColumn(toProto(column));
    }
    return proto.build();
  }

  /** A declared column, as it is sent. */
  public static dev.isochrone.api.v1.Column toProto(Column column) {
    return dev.isochrone.api.v1.Column.newBuilder()
        .setName(column.name())
        .setTypeValue(column.type().tag())
        .build();
  }

  public static Outcome<TableSpec> fromProto(Table table) {
    return FieldPath.total(() -> read(table, FieldPath.of("table")));
  }

  static TableSpec read(Table table, FieldPath path) throws RefusedException {
    TableName name = path.field("name").value(() -> TableName.parse(table.getName()));
    List<KeyColumn> key = key(table, path);
    List<Column> columns = columns(table, path);
    TableSpec.Placement placement = placement(table, path);
    TableSpec.Versions versions =
        path.value(
            () ->
                new TableSpec.Versions(
                    table.getRuleVersion(), table.getSchemaVersion(), table.getPolicyVersion()));
    return path.value(
        () ->
            new TableSpec(
                table.getId(),
                name,
                key,
                table.getPartitionKeyColumns(),
                columns,
                placement,
                versions));
  }

  private static TableSpec.Placement placement(Table table, FieldPath path)
      throws RefusedException {
    TableLocality locality =
        path.field("locality")
            .numbered(TableLocality.values(), TableLocality::number, table.getLocalityValue());
    HomeRule rule = HomeRuleWire.read(table.getHomeRule(), path.field("home_rule"));
    Partitioning partitioning =
        path.field("partitioning")
            .numbered(Partitioning.values(), Partitioning::number, table.getPartitioningValue());
    Optional<ConflictPolicy> policy =
        table.getConflictPolicyValue() == 0
            ? Optional.empty()
            : Optional.of(
                path.field("conflict_policy")
                    .numbered(
                        ConflictPolicy.values(),
                        ConflictPolicy::number,
                        table.getConflictPolicyValue()));
    Optional<DomainName> residency =
        table.getResidency().isEmpty()
            ? Optional.empty()
            : Optional.of(
                path.field("residency").value(() -> new DomainName(table.getResidency())));
    Copies copies =
        table.hasCopiesElsewhere() ? copies(table, path.field("copies_elsewhere")) : Copies.ALL;
    return path.value(
        () -> new TableSpec.Placement(locality, rule, partitioning, policy, residency, copies));
  }

  private static Copies copies(Table table, FieldPath path) throws RefusedException {
    int elsewhere = table.getCopiesElsewhere();
    path.require(elsewhere >= 0 && elsewhere <= Copies.MAX, "0 to " + Copies.MAX + " are taken");
    return new Copies(elsewhere);
  }

  private static List<KeyColumn> key(Table table, FieldPath path) throws RefusedException {
    List<KeyColumn> columns = new ArrayList<>();
    for (dev.isochrone.api.v1.KeyColumn column : table.getKeyColumnList()) {
      FieldPath at = path.field("key_column").element(columns.size());
      KeyType type =
          at.field("type").numbered(KeyType.values(), KeyType::number, column.getTypeValue());
      columns.add(at.value(() -> new KeyColumn(column.getName(), type)));
    }
    return columns;
  }

  private static List<Column> columns(Table table, FieldPath path) throws RefusedException {
    List<Column> columns = new ArrayList<>();
    for (dev.isochrone.api.v1.Column column : table.getColumnList()) {
      FieldPath at = path.field("column").element(columns.size());
      ValueType type =
          at.field("type").numbered(ValueType.values(), ValueType::tag, column.getTypeValue());
      columns.add(at.value(() -> new Column(column.getName(), type)));
    }
    return columns;
  }
}
