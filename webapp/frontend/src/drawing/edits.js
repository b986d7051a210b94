// What the panel can change of a part beside its properties; each change is one step that can be undone.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const GENERATED = /^(Activity|Gateway|Event|Flow|Lane|Process)_[0-9a-z]{7}$/;

const wordOf = name =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?=\d)/, 'nr_')
    .slice(0, 60);

export const eventOf = part => part.get('eventDefinitions')?.[0];

export class Edits {
  constructor(modeler) {
    this.modeler = modeler;
    this.factory = modeler.get('bpmnFactory');
    this.modeling = modeler.get('modeling');
  }

  free(id, part) {
    return /^[A-Za-z_][A-Za-z0-9_-]{0,79}$/.test(id) && [undefined, part].includes(this.ids.assigned(id) || undefined);
  }

  get ids() {
    return this.modeler.get('moddle').ids;
  }

  // A part that is named for the first time takes a word of its name as its id: it comes back in reports.
  rename(element, name) {
    const part = element.businessObject;
    const changed = { name: name || undefined };
    const word = GENERATED.test(part.id) && !is(part, 'bpmn:SequenceFlow') ? wordOf(name) : '';
    if (word && this.free(word, part)) changed.id = word;
    this.modeling.updateProperties(element, changed);
  }

  reword(element, id) {
    if (!this.free(id, element.businessObject)) return false;
    this.modeling.updateProperties(element, { id });
    return true;
  }

  document(element, text) {
    const documentation = text ? [this.factory.create('bpmn:Documentation', { text })] : [];
    this.modeling.updateProperties(element, { documentation });
  }

  expression(element, text) {
    const conditionExpression = text ? this.factory.create('bpmn:FormalExpression', { body: text }) : undefined;
    this.modeling.updateProperties(element, { conditionExpression });
  }

  byDefault(source, flow) {
    this.modeling.updateProperties(source, { default: flow });
  }

  call(element, calledElement) {
    this.modeling.updateProperties(element, { calledElement: calledElement || undefined });
  }

  moment(element, text) {
    const timeDate = text ? this.factory.create('bpmn:FormalExpression', { body: text }) : undefined;
    this.modeling.updateModdleProperties(element, eventOf(element.businessObject), { timeDate });
  }

  times(element, text) {
    const loopCardinality = text ? this.factory.create('bpmn:FormalExpression', { body: text }) : undefined;
    this.modeling.updateModdleProperties(element, element.businessObject.get('loopCharacteristics'), { loopCardinality });
  }

  // A message stands beside the process; another that is named here is found there, or put there.
  hear(element, name) {
    const definitions = this.modeler.getDefinitions();
    const roots = definitions.get('rootElements');
    let messageRef = roots.find(each => each.$type === 'bpmn:Message' && each.name === name);
    if (name && !messageRef) {
      messageRef = this.factory.create('bpmn:Message', { name });
      const word = `bericht_${wordOf(name)}`;
      if (this.free(word)) {
        this.ids.claim(word, messageRef);
        messageRef.id = word;
      }
      messageRef.$parent = definitions;
      this.modeling.updateModdleProperties(element, definitions, { rootElements: [...roots, messageRef] });
    }
    this.modeling.updateModdleProperties(element, eventOf(element.businessObject), { messageRef });
  }
}
