// The properties that the engine reads beside plain BPMN, and how they are read from a part and written to it.
export const descriptor = {
  name: 'SpiffWorkflow',
  prefix: 'spiffworkflow',
  uri: 'http://spiffworkflow.org/bpmn/schema/1.0/core',
  xml: { tagAlias: 'lowerCase' },
  types: [
    {
      name: 'Properties',
      superClass: ['Element'],
      properties: [{ name: 'entries', type: 'Property', isMany: true }],
    },
    {
      name: 'Property',
      superClass: ['Element'],
      properties: [
        { name: 'name', type: 'String', isAttr: true },
        { name: 'value', type: 'String', isAttr: true },
      ],
    },
  ],
};

const holder = part => part.get('extensionElements')?.get('values').find(each => each.$type === 'spiffworkflow:Properties');

export function propertiesOf(part) {
  return Object.fromEntries((holder(part)?.get('entries') ?? []).map(each => [each.name, each.value]));
}

// Everything goes through the command stack, so that each change can be undone; an empty value takes the property away.
export function setProperty({ factory, modeling, element }, name, value) {
  const part = element.businessObject;
  const make = (type, attributes, parent) => Object.assign(factory.create(type, attributes), { $parent: parent });
  const others = part.get('extensionElements')?.get('values').filter(each => each !== holder(part)) ?? [];
  const values = propertiesOf(part);
  if (value) values[name] = value;
  else delete values[name];
  const extension = make('bpmn:ExtensionElements', {}, part);
  const list = make('spiffworkflow:Properties', {}, extension);
  list.entries = Object.entries(values).map(([key, said]) => make('spiffworkflow:Property', { name: key, value: said }, list));
  extension.values = list.entries.length ? [...others, list] : others;
  modeling.updateProperties(element, { extensionElements: extension.values.length ? extension : undefined });
}
