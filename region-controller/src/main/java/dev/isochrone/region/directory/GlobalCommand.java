package dev.isochrone.region.directory;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.table.Column;
import dev.isochrone.model.table.DomainName;
import dev.isochrone.model.table.TableName;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.ResidencyDomain;
import java.util.List;

/**
 * A change of the global directory. Each may come twice, and late: it says what shall be, of what
 * it was decided on, and so the second one finds it done.
 */
public sealed interface GlobalCommand {
  /**
   * Makes the cluster. Done again by the same command; refused where there is another cluster.
   *
   * @param cluster its id is drawn before this is proposed
   * @param regions at least one with data; their origins are handed out in this order
   */
  record Init(Directory.Cluster cluster, List<RegionSpec> regions) implements GlobalCommand {
    public Init {
      regions = List.copyOf(regions);
    }
  }

  /** A region more, which gets an origin. Refused where the name is taken by another one. */
  record AddRegion(RegionSpec spec) implements GlobalCommand {}

  /** A region's controllers are reached here from now on. */
  record MoveControllers(Region region, List<Endpoint> controllers) implements GlobalCommand {
    public MoveControllers {
      controllers = RegionSpec.seated(region, controllers);
    }
  }

  /**
   * The region has lost its state and begins anew, under a number of its own.
   *
   * @param lost the incarnation that ended; where it is not the present one, nothing is done
   */
  record BeginIncarnation(Region region, Origin lost) implements GlobalCommand {}

  /**
   * A region tells of itself. An older telling than the one that is known changes nothing.
   *
   * @param origin the incarnation that tells; another one than the present is refused
   */
  record Publish(Region region, Origin origin, Published told) implements GlobalCommand {}

  /**
   * A new table.
   *
   * @param request names this wish, so that a late copy of it makes no second table after the first
   *     was dropped; 1 to 64 characters
   * @param wanted its id and versions are not looked at: those are handed out
   */
  record CreateTable(String request, TableSpec wanted) implements GlobalCommand {
    public static final int REQUEST_CHARACTERS_MAX = 64;

    public CreateTable {
      if (request.isEmpty() || request.length() > REQUEST_CHARACTERS_MAX) {
        throw new IllegalArgumentException(
            "a request's name has 1 to " + REQUEST_CHARACTERS_MAX + " characters: " + request);
      }
    }
  }

  /**
   * A declared column more, at the end.
   *
   * @param id of the table that is meant: a younger one of the same name is another
   */
  record AddColumn(TableName table, int id, Column column) implements GlobalCommand {}

  /** Another locality, rule, policy or residency: refused, until there is the hand-over for it. */
  record SetPlacement(TableName table, int id, TableSpec.Placement placement)
      implements GlobalCommand {}

  /** The table is no more. Its id is not used again. */
  record DropTable(TableName table, int id) implements GlobalCommand {}

  /** A residency domain. It keeps its regions for as long as it is there. */
  record CreateDomain(ResidencyDomain domain) implements GlobalCommand {}

  /** The domain is no more. Refused as long as a table is bound to it. */
  record DropDomain(DomainName domain) implements GlobalCommand {}
}
