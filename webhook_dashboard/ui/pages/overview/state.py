import reflex as rx, random
from datetime import datetime, timedelta, UTC
from zoneinfo import ZoneInfo
from webhook_dashboard.domain.periods import *
from webhook_dashboard.domain.health import Health
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.live_rail import TailRow
from webhook_dashboard.ui.components.stat_tile import Tile
from webhook_dashboard.ui.components.throughput_chart import ChartColumn, GridLine, grid_lines
from webhook_dashboard.ui.pages.overview.rows import *
Z=ZoneInfo("Europe/Berlin"); NOW=datetime(2026,11,20,13,32,7,tzinfo=UTC)
random.seed(3)
W=window_at(parse_period("30d"),NOW,Z)
def T(n,f,w,a=234,p=812): return Totals(n+f+w,n,f,0,a,p)
base=[1130,1060,820,690,1160,1180,1130,1190,1060,820,720,1130,1250,1310,1180,1160,700,900,1000,1300,1380,1188,1310,870,790,1210,1320,1420,1270,802]
bars=[Bar(s,T(n,random.choice([0,2,3,4,6]) if i!=21 else 164,0 if i<29 else 217,220+random.random()*40,780+random.random()*90)) for i,(s,n) in enumerate(zip(W.bars,base))]
def wh(i,name,url,n,failing=False): return WebhookSummary(i,name,url,"POST",tuple(f"order.e{k}" for k in range(n)),True,"",2,NOW,NOW,Health(5,datetime(2026,11,20,7,12,tzinfo=UTC),"The TLS certificate of crm.company.com has expired.") if failing else Health())
HOOKS=[(wh(1,"Customer CRM","https://crm.company.com/x",4,True),Totals(2345+214,2341,4,0,300,540)),(wh(2,"Order Sync","https://api.partner.com/x",3),Totals(5678,5647,31,0,1,468)),(wh(3,"Inventory Update","https://warehouse.sys.com",2),Totals(12345,12158,187,0,1,402)),(wh(4,"Accounting Sync","https://quickbooks.api",5),Totals(8901,8855,46,0,1,1640)),(wh(5,"Slack Notifications","https://hooks.slack.com/x",6),Totals(3456,3455,1,0,1,210))]
def hb(): return [Bar(s,T(random.randint(20,60),random.choice([0]*9+[4]),0)) for s in W.bars]
TAIL=[("succeeded","order.created","Order Sync · SO-2026-0918","OK · 187 ms","14:32:07"),("succeeded","inventory.updated","Inventory Update · SKU-44120","OK · 131 ms","14:31:38"),("retrying","invoice.sent","Accounting Sync · INV-30417","Retrying","14:31:05"),("succeeded","order.created","Slack Notifications · SO-2026-0918","OK · 88 ms","14:30:45"),("failed","order.created","Customer CRM · SO-2026-0918","Failed","14:30:45")]*4
T30=Totals(32725,32456,269,0,234,812); B30=Totals(31078,30892,186,0,241,779)
top,lns=grid_lines(highest_of(bars))
class OverviewState(rx.State):
    problem: str = ""
    is_loaded: bool = True
    is_first_run: bool = False
    period: str = "30d"
    tail: list[TailRow] = [TailRow(str(i),*t,"/deliveries",i==0) for i,t in enumerate(TAIL)]
    rail_head: str = "1.4 / min"
    is_paused: bool = False
    may_configure: bool = True
    sentence: HealthSentence = to_sentence(Totals(1421,1194,10,0,1,1),[h for h,_ in HOOKS],(41,NOW+timedelta(seconds=37)),NOW)
    cause: CauseLine = to_cause([h for h,_ in HOOKS],{1:HOOKS[0][1]})
    tiles: list[Tile] = to_tiles(T30,B30,bars)
    columns: list[ChartColumn] = to_columns(bars,W,Z)
    lines: list[GridLine] = lns
    top: int = top
    chart_words: str = "deliveries per day"
    webhook_words: str = "5 sending, 2 not"
    spark_words: str = "30 days"
    webhooks: list[WebhookRow] = [to_webhook_row(h,t,hb(),NOW,Z) for h,t in HOOKS]
    @rx.event
    def load(self): pass
    @rx.event
    def toggle_pause(self): self.is_paused=not self.is_paused
    @rx.event
    def hold(self): pass
    @rx.event
    def release(self): pass
    @rx.event
    def set_period(self, v: str): self.period=v
    @rx.event
    def toggle_webhook(self, v: str): pass
    @rx.event
    def first(self): self.is_first_run=True; self.tail=[]
