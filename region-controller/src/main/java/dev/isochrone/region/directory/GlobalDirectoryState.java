package dev.isochrone.region.directory;

import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.HomeOverrides;
import dev.isochrone.placement.RegionEntry;
import dev.isochrone.placement.ResidencyDomain;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The cluster, its regions, tables and residency domains: one for all regions. Immutable.
 *
 * <p>Invariants: a change raises the version, a command that changes nothing or is refused does
 * not; no number of an origin or a table is given twice; {@link #directory()} is always a value,
 * since what contradicts in it is refused by {@link #apply}.
 *
 * @param version 0 before the cluster is made; a publication raises it by as much as the region's
 *     own version rose, so that what the region's nodes hold meanwhile has its place in the order
 *     ({@link DirectoryView})
 * @param cluster empty before it is made
 */
public record GlobalDirectoryState(
    long version,
    Optional<Directory.Cluster> cluster,
    SortedMap<Region, RegionRecord> regions,
    SortedMap<TableName, TableSpec> tables,
    SortedMap<DomainName, ResidencyDomain> domains,
    Numbers numbers) {

  public static final int REGIONS_MAX = 64;
  public static final int TABLES_MAX = 1_000;
  public static final int DOMAINS_MAX = 256;

  /** Before anything. */
  public static final GlobalDirectoryState EMPTY =
      new GlobalDirectoryState(
          0, Optional.empty(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), Numbers.FIRST);

  public GlobalDirectoryState {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
    if (version < 0 || cluster.isPresent() != version > 0) {
      throw new IllegalArgumentException("version " + version + " of cluster " + cluster);
    }
  }

  /** The next state; a function of this one and the command, equal on every member. */
  public Reply<GlobalDirectoryState> apply(GlobalCommand command) {
    if (command instanceof GlobalCommand.Init init) {
      return init(init);
    } else if (cluster.isEmpty()) {
      return refused(RefusalCode.NOT_READY, "there is no cluster yet; isochrone init makes one");
    } else if (command instanceof GlobalCommand.AddRegion add) {
      return addRegion(add.spec());
    } else if (command instanceof GlobalCommand.MoveControllers move) {
      return moveControllers(move);
    } else if (command instanceof GlobalCommand.BeginIncarnation begin) {
      return beginIncarnation(begin);
    } else if (command instanceof GlobalCommand.Publish publish) {
      return publish(publish);
    } else if (command instanceof GlobalCommand.CreateDomain create) {
      return createDomain(create.domain());
    } else if (command instanceof GlobalCommand.DropDomain drop) {
      return dropDomain(drop.domain());
    }
    return new TableChanges(this).apply(command);
  }

  /**
   * What is where, as far as regions have told of themselves; without Raft endpoints.
   *
   * @throws IllegalStateException before the cluster is made
   */
  public Directory directory() {
    SortedMap<Region, RegionEntry> told = new TreeMap<>();
    regions.forEach((name, region) -> region.entry().ifPresent(entry -> told.put(name, entry)));
    return directory(version, told);
  }

  Directory directory(long as, SortedMap<Region, RegionEntry> entries) {
    return new Directory(
        as,
        cluster.orElseThrow(() -> new IllegalStateException("there is no cluster yet")),
        entries,
        tables,
        domains,
        HomeOverrides.NONE,
        numbers.table() - 1);
  }

  private Reply<GlobalDirectoryState> init(GlobalCommand.Init init) {
    if (cluster.isPresent()) {
      return cluster.get().equals(init.cluster())
          ? Reply.done(this)
          : refused(
              RefusalCode.WRONG_CLUSTER,
              "here is cluster "
                  + cluster.get().id()
                  + " ("
                  + cluster.get().name()
                  + "), not "
                  + init.cluster().id()
                  + " ("
                  + init.cluster().name()
                  + ")");
    }
    if (init.regions().stream().noneMatch(spec -> spec.role() == RegionRole.DATA)) {
      return refused(RefusalCode.INVALID_REQUEST, "no region of the cluster would hold data");
    }
    GlobalDirectoryState made =
        new GlobalDirectoryState(1, Optional.of(init.cluster()), regions, tables, domains, numbers);
    for (RegionSpec spec : init.regions()) {
      Reply<GlobalDirectoryState> added = made.addRegion(spec);
      if (added.refusal().isPresent()) {
        return new Reply<>(this, added.refusal());
      }
      made = added.state();
    }
    return Reply.done(made);
  }

  private Reply<GlobalDirectoryState> addRegion(RegionSpec spec) {
    RegionRecord known = regions.get(spec.region());
    if (known != null) {
      return known.spec().equals(spec)
          ? Reply.done(this)
          : refused(
              RefusalCode.INVALID_REQUEST,
              "there is a region " + spec.region() + " already, and it is another one");
    } else if (regions.size() == REGIONS_MAX) {
      return refused(RefusalCode.TOO_LARGE, "a cluster has at most " + REGIONS_MAX + " regions");
    } else if (spec.role() == RegionRole.DATA && isSettled()) {
      return refused(
          RefusalCode.NOT_SUPPORTED,
          "the regions of this cluster hold data, and carrying it into "
              + spec.region()
              + " is not built; all regions are named when the cluster is made");
    }
    RegionRecord added = new RegionRecord(spec, numbers.nextOrigin(), Optional.empty());
    return withRegion(added, 1, numbers.originGiven());
  }

  private Reply<GlobalDirectoryState> moveControllers(GlobalCommand.MoveControllers move) {
    RegionRecord known = regions.get(move.region());
    if (known == null) {
      return noSuchRegion(move.region());
    }
    RegionSpec old = known.spec();
    RegionSpec moved =
        new RegionSpec(old.region(), old.role(), old.location(), old.shape(), move.controllers());
    return moved.equals(old)
        ? Reply.done(this)
        : withRegion(new RegionRecord(moved, known.origin(), known.published()), 1, numbers);
  }

  private Reply<GlobalDirectoryState> beginIncarnation(GlobalCommand.BeginIncarnation begin) {
    RegionRecord known = regions.get(begin.region());
    if (known == null) {
      return noSuchRegion(begin.region());
    } else if (!known.origin().equals(begin.lost())) {
      return Reply.done(this); // Begun before, or never the present one.
    }
    boolean used =
        domains.values().stream().anyMatch(domain -> domain.regions().contains(begin.region()))
            || !tables.isEmpty();
    if (used || isSettled()) {
      return refused(
          RefusalCode.NOT_SUPPORTED,
          "others count on what " + begin.region() + " holds; recovery is not built");
    }
    return withRegion(
        new RegionRecord(known.spec(), numbers.nextOrigin(), Optional.empty()),
        1,
        numbers.originGiven());
  }

  private Reply<GlobalDirectoryState> publish(GlobalCommand.Publish publish) {
    RegionRecord known = regions.get(publish.region());
    if (known == null) {
      return noSuchRegion(publish.region());
    } else if (!known.origin().equals(publish.origin())) {
      return refused(
          RefusalCode.WRONG_CLUSTER,
          publish.region() + " is " + known.origin() + " now, not " + publish.origin());
    } else if (known.spec().role() != RegionRole.DATA) {
      return refused(RefusalCode.INVALID_REQUEST, publish.region() + " holds no data");
    }
    long risen = publish.told().version() - known.publishedVersion();
    return risen <= 0
        ? Reply.done(this)
        : withRegion(
            new RegionRecord(known.spec(), known.origin(), Optional.of(publish.told())),
            risen,
            numbers);
  }

  private Reply<GlobalDirectoryState> createDomain(ResidencyDomain domain) {
    ResidencyDomain known = domains.get(domain.name());
    if (known != null) {
      return known.equals(domain)
          ? Reply.done(this)
          : refused(
              RefusalCode.INVALID_REQUEST,
              "the domain " + domain.name() + " is there, with the regions " + known.regions());
    } else if (domains.size() == DOMAINS_MAX) {
      return refused(RefusalCode.TOO_LARGE, "there are " + DOMAINS_MAX + " domains already");
    }
    return withDomains(next -> next.put(domain.name(), domain));
  }

  private Reply<GlobalDirectoryState> dropDomain(DomainName name) {
    Optional<TableSpec> bound =
        tables.values().stream()
            .filter(table -> table.placement().residency().equals(Optional.of(name)))
            .findFirst();
    if (bound.isPresent()) {
      return refused(
          RefusalCode.INVALID_REQUEST, bound.get().name() + " is bound to the domain " + name);
    }
    return domains.containsKey(name) ? withDomains(next -> next.remove(name)) : Reply.done(this);
  }

  private Reply<GlobalDirectoryState> withDomains(
      Consumer<SortedMap<DomainName, ResidencyDomain>> change) {
    SortedMap<DomainName, ResidencyDomain> next = new TreeMap<>(domains);
    change.accept(next);
    return checked(new GlobalDirectoryState(version + 1, cluster, regions, tables, next, numbers));
  }

  private Reply<GlobalDirectoryState> withRegion(RegionRecord region, long rise, Numbers given) {
    SortedMap<Region, RegionRecord> next = new TreeMap<>(regions);
    next.put(region.spec().region(), region);
    return checked(new GlobalDirectoryState(version + rise, cluster, next, tables, domains, given));
  }

  Reply<GlobalDirectoryState> withTables(
      Consumer<SortedMap<TableName, TableSpec>> change, Numbers given) {
    SortedMap<TableName, TableSpec> next = new TreeMap<>(tables);
    change.accept(next);
    return checked(new GlobalDirectoryState(version + 1, cluster, regions, next, domains, given));
  }

  /** The directory's own rules decide what contradicts: there is one place that knows them. */
  private Reply<GlobalDirectoryState> checked(GlobalDirectoryState next) {
    try {
      Directory unused = next.directory();
      return Reply.done(next);
    } catch (IllegalArgumentException contradiction) {
      return refused(RefusalCode.INVALID_REQUEST, String.valueOf(contradiction.getMessage()));
    }
  }

  private Reply<GlobalDirectoryState> noSuchRegion(Region region) {
    return refused(RefusalCode.INVALID_REQUEST, "there is no region " + region);
  }

  Reply<GlobalDirectoryState> refused(RefusalCode code, String why) {
    return Reply.refused(this, code, why);
  }

  /** The regions whose data has no places yet, ascending. */
  public List<Region> awaited() {
    return regions.values().stream()
        .filter(region -> region.spec().role() == RegionRole.DATA && region.published().isEmpty())
        .map(region -> region.spec().region())
        .toList();
  }

  /**
   * Whether all data has its places: from here on nodes open their partitions, whose logs say to
   * which regions changes are owed. One more region would never get what was owed before it came.
   */
  private boolean isSettled() {
    return awaited().isEmpty()
        && regions.values().stream().anyMatch(region -> region.spec().role() == RegionRole.DATA);
  }

  /** The origin of the region's present incarnation, if there is such a region. */
  public Optional<Origin> origin(Region region) {
    return Optional.ofNullable(regions.get(region)).map(RegionRecord::origin);
  }
}
