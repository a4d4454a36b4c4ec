package dev.isochrone.cli.transfer.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.cli.InputException;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyText;
import dev.isochrone.model.table.TableSpec;
import java.util.Map;

/** Rows as JSON lines, the key's columns first. */
public final class JsonText implements RowText {
  private final TableSpec table;

  public JsonText(TableSpec table) {
    this.table = table;
  }

  @Override
  public String line(Key key, Document document) throws InputException {
    ObjectNode object = TypedJson.object();
    for (int i = 0; i < table.key().size(); i++) {
      object.set(table.key().get(i).name(), TypedJson.node(Words.value(key.parts().get(i))));
    }
    for (Map.Entry<String, Value> field : document.fields().entrySet()) {
      if (object.has(field.getKey())) {
        throw new InputException(
            "row "
                + KeyText.format(key)
                + ": a field is called as the key's column "
                + field.getKey());
      }
      TabularText.requireKnown(key, field.getKey(), field.getValue());
      object.set(field.getKey(), TypedJson.node(field.getValue()));
    }
    return TypedJson.text(object) + "\n";
  }
}
