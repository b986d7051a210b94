// Only what the engine runs can be drawn: in the palette, around a part, and in the menu that changes its kind.
const PALETTE = ['hand-tool', 'lasso-tool', 'space-tool', 'global-connect-tool', 'tool-separator'];
const AROUND = new Set([
  'append.end-event', 'append.gateway', 'append.text-annotation', 'append.message-intermediate-event',
  'append.timer-intermediate-event', 'connect', 'replace', 'delete', 'lane-insert-above', 'lane-insert-below',
  'lane-divide-two', 'lane-divide-three',
]);
const KINDS = new Set([
  'none-start', 'none-end', 'terminate-end', 'none-intermediate-throw', 'none-intermediate-throwing', 'message-intermediate-catch',
  'timer-intermediate-catch', 'message-boundary', 'timer-boundary', 'non-interrupting-timer-boundary',
  'exclusive-gateway', 'parallel-gateway', 'inclusive-gateway', 'event-based-gateway',
  'user-task', 'service-task', 'send-task', 'rule-task', 'call-activity', 'sequence-flow', 'default-flow',
].map(kind => `replace-with-${kind}`));
const TIMES = new Set(['toggle-parallel-mi', 'toggle-sequential-mi']);
const TASK = { type: 'bpmn:UserTask', icon: 'bpmn-icon-user-task' };
const WAIT = { type: 'bpmn:IntermediateCatchEvent', icon: 'bpmn-icon-intermediate-event-catch-timer' };

const only = (entries, allowed) => Object.fromEntries(Object.entries(entries).filter(([name]) => allowed(name)));

function Allowed(palette, contextPad, popupMenu, elementFactory, create, autoPlace, translate) {
  const late = 500; // after the providers that bring too much
  const make = ({ type, definition }) =>
    elementFactory.createShape({ type, ...(definition && { eventDefinitionType: definition }) });
  const starts = (what, source) => event => create.start(event, make(what), source && { source });
  const drawn = (what, group, title) => {
    const act = starts(what);
    return { group, className: what.icon, title, action: { click: act, dragstart: act } };
  };
  const wait = { ...WAIT, definition: 'bpmn:TimerEventDefinition' };
  const hear = { ...WAIT, definition: 'bpmn:MessageEventDefinition', icon: 'bpmn-icon-intermediate-event-catch-message' };
  const call = { type: 'bpmn:CallActivity', icon: 'bpmn-icon-call-activity' };

  palette.registerProvider(late, {
    getPaletteEntries: () => entries => ({
      ...only(entries, name => PALETTE.includes(name)),
      start: drawn({ type: 'bpmn:StartEvent', icon: 'bpmn-icon-start-event-none' }, 'parts', translate('Create start event')),
      task: drawn(TASK, 'parts', translate('Create task')),
      call: drawn(call, 'parts', translate('Call activity')),
      gateway: drawn({ type: 'bpmn:ExclusiveGateway', icon: 'bpmn-icon-gateway-xor' }, 'parts', translate('Create gateway')),
      timer: drawn(wait, 'parts', translate('Timer intermediate catch event')),
      message: drawn(hear, 'parts', translate('Message intermediate catch event')),
      end: drawn({ type: 'bpmn:EndEvent', icon: 'bpmn-icon-end-event-none' }, 'parts', translate('Create end event')),
    }),
  });

  contextPad.registerProvider(late, {
    getContextPadEntries: element => entries => {
      const kept = only(entries, name => AROUND.has(name));
      if (!entries['append.append-task']) return kept;
      const append = (what, title) => ({
        group: 'model',
        className: what.icon,
        title,
        action: {
          dragstart: (event, source) => starts(what, source)(event),
          click: (event, source) => autoPlace.append(source, make(what)),
        },
      });
      return {
        'append.task': append(TASK, translate('Append task')),
        ...kept,
        'append.timer': append(wait, translate('Append timer intermediate catch event')),
        'append.message': append(hear, translate('Append message intermediate catch event')),
      };
    },
    getMultiElementContextPadEntries: () => entries => only(entries, name => name === 'delete'),
  });

  popupMenu.registerProvider('bpmn-replace', late, {
    getPopupMenuEntries: () => entries => only(entries, name => KINDS.has(name)),
    getPopupMenuHeaderEntries: element => entries =>
      only(entries, name => TIMES.has(name) && element.type === 'bpmn:UserTask'),
  });
}
Allowed.$inject = ['palette', 'contextPad', 'popupMenu', 'elementFactory', 'create', 'autoPlace', 'translate'];

export default { __init__: ['allowed'], allowed: ['type', Allowed] };
