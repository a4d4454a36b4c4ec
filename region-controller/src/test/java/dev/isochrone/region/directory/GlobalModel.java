package dev.isochrone.region.directory;

import dev.isochrone.model.Region;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.HomeRule;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The global directory, obviously: maps that are changed in place, and every rule written out. It
 * says whether a command changes anything; numbers it only counts.
 */
final class GlobalModel {
  record Table(int id, List<Column> columns, TableSpec wanted) {}

  boolean made;
  String cluster = "";
  final Map<Region, Integer> origins = new HashMap<>();
  final Map<Region, RegionSpec> specs = new HashMap<>();
  final Map<Region, Long> published = new HashMap<>();
  final Map<TableName, Table> tables = new HashMap<>();
  final Map<DomainName, Set<Region>> domains = new HashMap<>();
  private final Set<String> requests = new HashSet<>();
  private int lastOrigin;
  private int lastTable;

  /** Whether it changes anything. */
  boolean apply(GlobalCommand command) {
    if (command instanceof GlobalCommand.Init init) {
      return init(init);
    } else if (!made) {
      return false;
    } else if (command instanceof GlobalCommand.AddRegion add) {
      return (add.spec().role() == RegionRole.WITNESS || !settled()) && add(add.spec());
    } else if (command instanceof GlobalCommand.MoveControllers move) {
      return move(move);
    } else if (command instanceof GlobalCommand.BeginIncarnation begin) {
      return begin(begin);
    } else if (command instanceof GlobalCommand.Publish publish) {
      return publish(publish);
    } else if (command instanceof GlobalCommand.CreateTable create) {
      return create(create);
    } else if (command instanceof GlobalCommand.AddColumn add) {
      return addColumn(add);
    } else if (command instanceof GlobalCommand.DropTable drop) {
      Table table = tables.get(drop.table());
      return table != null && table.id() == drop.id() && tables.remove(drop.table(), table);
    } else if (command instanceof GlobalCommand.SetPlacement) {
      return false;
    } else if (command instanceof GlobalCommand.CreateDomain create) {
      boolean known = published.keySet().containsAll(create.domain().regions());
      return known
          && domains.putIfAbsent(create.domain().name(), create.domain().regions()) == null;
    } else if (command instanceof GlobalCommand.DropDomain drop) {
      boolean bound =
          tables.values().stream()
              .anyMatch(
                  table ->
                      table.wanted().placement().residency().stream()
                          .anyMatch(drop.domain()::equals));
      return !bound && domains.remove(drop.domain()) != null;
    }
    throw new AssertionError(command);
  }

  private boolean init(GlobalCommand.Init init) {
    Map<Region, RegionSpec> wanted = new HashMap<>();
    for (RegionSpec spec : init.regions()) {
      RegionSpec before = wanted.putIfAbsent(spec.region(), spec);
      if (before != null && !before.equals(spec)) {
        return false;
      }
    }
    if (made || wanted.values().stream().noneMatch(spec -> spec.role() == RegionRole.DATA)) {
      return false;
    }
    made = true;
    cluster = init.cluster().id().hex();
    init.regions().forEach(this::add);
    return true;
  }

  private boolean add(RegionSpec spec) {
    if (specs.containsKey(spec.region())) {
      return false;
    }
    specs.put(spec.region(), spec);
    origins.put(spec.region(), ++lastOrigin);
    return true;
  }

  /** Whether all data has its places. */
  private boolean settled() {
    return specs.values().stream()
        .filter(spec -> spec.role() == RegionRole.DATA)
        .allMatch(spec -> published.containsKey(spec.region()));
  }

  private boolean move(GlobalCommand.MoveControllers move) {
    RegionSpec old = specs.get(move.region());
    if (old == null || old.controllers().equals(move.controllers())) {
      return false;
    }
    specs.put(
        old.region(),
        new RegionSpec(old.region(), old.role(), old.location(), old.shape(), move.controllers()));
    return true;
  }

  private boolean begin(GlobalCommand.BeginIncarnation begin) {
    boolean present = Integer.valueOf(begin.lost().number()).equals(origins.get(begin.region()));
    boolean used =
        !tables.isEmpty()
            || domains.values().stream().anyMatch(regions -> regions.contains(begin.region()));
    if (!present || used || settled()) {
      return false;
    }
    origins.put(begin.region(), ++lastOrigin);
    published.remove(begin.region());
    return true;
  }

  private boolean publish(GlobalCommand.Publish publish) {
    RegionSpec spec = specs.get(publish.region());
    boolean taken =
        spec != null
            && spec.role() == RegionRole.DATA
            && origins.getOrDefault(publish.region(), 0) == publish.origin().number()
            && publish.told().version() > published.getOrDefault(publish.region(), 0L);
    if (taken) {
      published.put(publish.region(), publish.told().version());
    }
    return taken;
  }

  private boolean create(GlobalCommand.CreateTable create) {
    TableSpec wanted = create.wanted();
    if (requests.contains(create.request())
        || tables.containsKey(wanted.name())
        || !published.keySet().containsAll(homes(wanted))) {
      return false;
    }
    for (DomainName name : wanted.placement().residency().stream().toList()) {
      Set<Region> regions = domains.get(name);
      if (regions == null || !regions.containsAll(homes(wanted))) {
        return false;
      }
    }
    requests.add(create.request());
    tables.put(wanted.name(), new Table(++lastTable, wanted.columns(), wanted));
    return true;
  }

  private boolean addColumn(GlobalCommand.AddColumn add) {
    Table table = tables.get(add.table());
    if (table == null || table.id() != add.id() || table.columns().isEmpty()) {
      return false;
    }
    String name = add.column().name();
    boolean fits =
        table.columns().stream().noneMatch(it -> it.name().equals(name))
            && table.wanted().key().stream().noneMatch(it -> it.name().equals(name));
    if (fits) {
      List<Column> columns = new ArrayList<>(table.columns());
      columns.add(add.column());
      tables.put(add.table(), new Table(table.id(), columns, table.wanted()));
    }
    return fits;
  }

  private static Collection<Region> homes(TableSpec table) {
    if (table.placement().rule() instanceof HomeRule.ByValue rule) {
      return rule.regions().values();
    } else if (table.placement().rule() instanceof HomeRule.Pinned rule) {
      return Set.of(rule.region());
    }
    return table.placement().rule() instanceof HomeRule.ByHash rule
        ? rule.weights().keySet()
        : Set.of();
  }
}
