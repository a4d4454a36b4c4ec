package dev.isochrone.cli.transfer.format;

import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row while its fields are read. */
final class RowDraft {
  private final Intake intake;
  private final @Nullable KeyPart[] parts;
  private final SortedMap<String, Value> fields = new TreeMap<>(Document.NAME_ORDER);

  RowDraft(Intake intake) {
    this.intake = intake;
    this.parts = new KeyPart[intake.key().size()];
  }

  void key(Intake.Place.OfKey place, Value value) throws UnfitException {
    parts[place.index()] = Words.part(place.column(), value);
  }

  void field(String name, Value value) {
    fields.put(name, value);
  }

  /** The row, if it has a whole key and the cluster would take it. */
  Parsed.Row finished(RawLine line, RowRules rules) throws UnfitException {
    List<KeyPart> key = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      KeyPart part = parts[i];
      if (part == null || (part instanceof KeyPart.Text text && text.value().isEmpty())) {
        throw new UnfitException("a part of the key, and empty").of(intake.key().get(i));
      }
      key.add(part);
    }
    Key whole = new Key(key);
    Document document = new Document(fields);
    rules.check(whole, document);
    return new Parsed.Row(line.number(), line.nextLine(), line.content(), whole, document);
  }
}
