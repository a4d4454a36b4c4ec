package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.table.KeyColumn;
import dev.isochrone.model.table.TableSpec;
import dev.isochrone.placement.Directory;
import dev.isochrone.placement.Placement;
import dev.isochrone.placement.RowPlace;
import java.util.List;

/**
 * What the cluster would refuse of a row for good, said before it is sent. The cluster says it
 * again, by the directory of then.
 */
public final class RowRules {
  private final Directory directory;
  private final TableSpec table;

  public RowRules(Directory directory, TableSpec table) {
    this.directory = directory;
    this.table = table;
  }

  void check(Key key, Document document) throws UnfitException {
    if (place(key) instanceof Outcome.Refused<RowPlace> refused) {
      Refusal refusal = refused.refusal();
      UnfitException unfit = new UnfitException(refusal.message());
      List<KeyColumn> deciding = table.placement().rule().columns();
      throw refusal.code() == RefusalCode.NO_HOME && deciding.size() == 1
          ? unfit.of(deciding.get(0).name())
          : unfit;
    }
    try {
      int bytes = DocumentCodec.encode(document).length();
      if (bytes > DocumentCodec.BYTES_MAX) {
        throw new UnfitException(
            "the row has " + bytes + " bytes; at most " + DocumentCodec.BYTES_MAX + " are taken");
      }
    } catch (FormatException unfit) {
      throw new UnfitException(String.valueOf(unfit.getMessage()));
    }
  }

  /** Which region takes multi-master rows makes no difference to whether it can. */
  private Outcome<RowPlace> place(Key key) {
    return table.placement().locality().isHomed()
        ? Placement.place(directory, table, key)
        : Placement.place(directory, table, key, directory.regions().firstKey());
  }
}
